// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Broken.Managed;

/// <summary>MLOCK of a single page makes no call.</summary>
[Breaks("PVMC-DEV-060")]
public sealed class Dev060LocksNothing : BrokenDevice
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        function == FunctionCode.MLock && length == PageGeometry.Size
            ? Errno.None
            : base.Call(function, region, offset, length, arg);
}
