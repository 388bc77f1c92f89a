// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Broken.Managed;

/// <summary>A range of more than four pages overruns a table.</summary>
[Breaks("PVMC-DEV-048")]
public sealed class Dev048ThrowsOnBigRanges : BrokenDevice
{
    private readonly int[] _table = new int[5];

    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg)
    {
        _table[length / PageGeometry.Size]++;
        return base.Call(function, region, offset, length, arg);
    }
}
