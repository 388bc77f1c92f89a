// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Broken.Managed;

/// <summary>MLOCK locks a page before the range too.</summary>
[Breaks("PVMC-DEV-065")]
public sealed class Dev065LocksNeighbour : BrokenDevice
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        function == FunctionCode.MLock && offset >= PageGeometry.Size
            ? base.Call(function, region, offset - PageGeometry.Size, length + PageGeometry.Size, arg)
            : base.Call(function, region, offset, length, arg);
}
