// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Host;

/// <summary>
/// The properties of a host on which the effect of a bare call depends: version, configuration, limits.
/// </summary>
public sealed record HostCapabilities
{
    /// <summary>The capabilities of most hosts, without limits.</summary>
    public static readonly HostCapabilities Typical = new();

    /// <summary>False on a kernel without CONFIG_KSM: MERGEABLE and UNMERGEABLE are unknown advice there.</summary>
    public bool HasKsm { get; init; } = true;

    /// <summary>True on a kernel with CONFIG_ANON_VMA_NAME (Linux 5.17).</summary>
    public bool HasVmaNames { get; init; }

    /// <summary>True when the host has swap, so that pages which are not locked may leave memory.</summary>
    public bool HasSwap { get; init; }

    /// <summary>
    /// True if MADV_REMOVE requires a mapping that is writable now; later kernels require one that may become
    /// writable.
    /// </summary>
    public bool RemoveNeedsWrite { get; init; }

    /// <summary>
    /// True when the calls are made by another process than the one whose mapping is looked at. Both have the same
    /// shared memory, so that a discard is seen; what a call changes of a mapping is not.
    /// </summary>
    public bool IsOtherProcess { get; init; }

    /// <summary>
    /// How many bytes this process may lock: RLIMIT_MEMLOCK, or <see cref="ulong.MaxValue"/> with CAP_IPC_LOCK.
    /// </summary>
    public ulong LockLimit { get; init; } = ulong.MaxValue;
}
