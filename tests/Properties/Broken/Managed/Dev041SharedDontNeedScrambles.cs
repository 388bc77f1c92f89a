// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Broken.Managed;

/// <summary>DONTNEED of shared memory leaves neither the old content nor zeros.</summary>
[Breaks("PVMC-DEV-041")]
public sealed class Dev041SharedDontNeedScrambles : BrokenDevice
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg)
    {
        var errno = base.Call(function, region, offset, length, arg);
        var isShared = Memory.Layout.Regions[region].Backing == Backing.SharedMemory;
        if (errno == Errno.None && function == FunctionCode.DontNeed && isShared)
        {
            Memory.TryWrite(Memory.Layout.Regions[region].Start + offset, [0xDE, 0xAD]);
        }

        return errno;
    }
}
