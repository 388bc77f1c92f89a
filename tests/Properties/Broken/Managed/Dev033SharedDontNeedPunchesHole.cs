// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Broken.Managed;

/// <summary>DONTNEED of shared memory zeroes it: within the guarantee, but not what Linux does.</summary>
[Breaks("PVMC-DEV-033")]
public sealed class Dev033SharedDontNeedPunchesHole : BrokenDevice
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg)
    {
        var errno = base.Call(function, region, offset, length, arg);
        var isShared = Memory.Layout.Regions[region].Backing == Backing.SharedMemory;
        for (var at = 0UL; at < length && isShared && function == FunctionCode.DontNeed; at += PageGeometry.Size)
        {
            Memory.TryWrite(Memory.Layout.Regions[region].Start + offset + at, new byte[PageGeometry.Size]);
        }

        return errno;
    }
}
