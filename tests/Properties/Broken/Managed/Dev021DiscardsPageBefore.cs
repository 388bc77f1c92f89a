// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Broken.Managed;

/// <summary>DONTNEED begins a page too early.</summary>
[Breaks("PVMC-DEV-021")]
public sealed class Dev021DiscardsPageBefore : BrokenDevice
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        function == FunctionCode.DontNeed && offset >= PageGeometry.Size
            ? base.Call(function, region, offset - PageGeometry.Size, length + PageGeometry.Size, arg)
            : base.Call(function, region, offset, length, arg);
}
