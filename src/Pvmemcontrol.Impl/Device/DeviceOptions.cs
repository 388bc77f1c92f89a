// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Impl.Device;

/// <summary>
/// The bounds of a device: the resources that one guest may make the VMM use. The defaults are for the only device of a
/// process; divide them among several devices.
/// </summary>
public sealed record DeviceOptions
{
    /// <summary>Channels at a time; REGISTER beyond answers ERROR.</summary>
    public int MaxChannels { get; init; } = 8192;

    /// <summary>
    /// VMAs, beyond one per region, that guests may split guest RAM into; a request that would split off another is
    /// answered ENOMEM and has no effect. A quarter of vm.max_map_count: a process at that limit cannot map memory, and
    /// the VMM needs some too.
    /// </summary>
    public int MaxSplits { get; init; } = HostLimits.MaxMapCount / 4;

    /// <summary>
    /// Bytes that guests may lock; MLOCK beyond is answered ENOMEM and has no effect. Half of what this process may
    /// lock, so that the VMM can lock memory of its own; all of guest RAM where nothing limits it.
    /// </summary>
    public long MaxLockedBytes { get; init; } =
        HostLimits.LockableBytes == long.MaxValue ? long.MaxValue : HostLimits.LockableBytes / 2;

    /// <summary>
    /// Functions that the operator denies to guests: MUNLOCK if the VMM's memory is locked on purpose, for
    /// example. They are answered EOPNOTSUPP every time, as if the device didn't have them. (Not EPERM: its number is
    /// 1, and an unanswered DONTNEED reads back as EPERM.) A VM reset doesn't use them either: refuse
    /// MPROTECT_RW only together with the functions that it undoes. INFO cannot be refused and is ignored here.
    /// </summary>
    public ImmutableHashSet<FunctionCode> Refused { get; init; } = [];

    /// <summary>The page size that INFO reports, in bytes.</summary>
    public ulong PageSize { get; init; } = (ulong)Environment.SystemPageSize;

    /// <summary>Log records a second about guest errors; more are dropped and counted.</summary>
    public int LogRecordsPerSecond { get; init; } = 10;
}
