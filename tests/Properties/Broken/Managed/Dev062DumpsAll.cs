// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Broken.Managed;

/// <summary>DONTDUMP is acknowledged and forgotten.</summary>
[Breaks("PVMC-DEV-062")]
public sealed class Dev062DumpsAll : BrokenDevice
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        function == FunctionCode.DontDump && length >= PageGeometry.Size
            ? Errno.None
            : base.Call(function, region, offset, length, arg);
}
