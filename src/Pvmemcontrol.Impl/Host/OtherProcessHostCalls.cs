// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Impl.Host;

/// <summary>
/// The host calls of a device that is not in the VMM's process (PVMC-VMM-015). It has the guest's shared memory mapped
/// too, but what it does to its own mapping does not bind the mapping that the guest runs on. So it offers what works
/// on the memory itself (REMOVE, MLOCK, MUNLOCK), what guarantees nothing (DONTNEED of shared memory, MERGEABLE,
/// UNMERGEABLE), and PAGEOUT in the VMM's process; the rest is EOPNOTSUPP.
/// </summary>
/// <param name="memory">Guest RAM as this process has it mapped; all of it shared.</param>
/// <param name="vmm">The process of the VMM; without it there is no PAGEOUT.</param>
public sealed class OtherProcessHostCalls(GuestMemory memory, OtherProcess? vmm) : IHostCalls
{
    private readonly LinuxHostCalls _own = new(memory);

    /// <inheritdoc/>
    public Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) => function switch
    {
        FunctionCode.DontNeed or FunctionCode.Remove or FunctionCode.MLock or FunctionCode.MUnlock
            or FunctionCode.Mergeable or FunctionCode.Unmergeable =>
                _own.Call(function, region, offset, length, arg),
        FunctionCode.PageOut => vmm?.PageOut(memory.BaseOf(region) + (nint)offset, length) ?? Errno.EOPNOTSUPP,
        FunctionCode.Free or FunctionCode.DontDump or FunctionCode.SetVmaAnonName
            or FunctionCode.MProtectNone or FunctionCode.MProtectR or FunctionCode.MProtectW
            or FunctionCode.MProtectRW => Errno.EOPNOTSUPP,
        FunctionCode.Info or _ =>
            throw new ArgumentOutOfRangeException(nameof(function), function, "has no host call"),
    };

    /// <inheritdoc/>
    public Errno AllowDump(int region, ulong offset, ulong length) => Errno.EOPNOTSUPP;
}
