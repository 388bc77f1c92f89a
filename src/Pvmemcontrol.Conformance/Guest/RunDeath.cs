// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Guest;

/// <summary>How and where the process of a target ended, or stopped making progress.</summary>
/// <param name="Step">Index of the step; the number of steps when all were done.</param>
/// <param name="Phase">What it was doing.</param>
/// <param name="IsHang">True when it made no progress and was killed for it.</param>
/// <param name="How">As text: the signal, the exit status, or how long it hung.</param>
public sealed record RunDeath(int Step, RunPhase Phase, bool IsHang, string How)
{
    /// <summary>The number of the signal that ended the process; null where it was none.</summary>
    public int? Signal { get; init; }

    /// <summary>True when a filter of system calls ended the process.</summary>
    public bool IsSandboxed => Signal == Signals.BadSystemCall;

    /// <summary>What happened to the device; after a filter of system calls, the requirement behind it too.</summary>
    internal string Describe() => IsHang ? $"the device hung: {How}"
        : Signal == Signals.BadSystemCall
        ? $"the device's process ended: {How}; a seccomp filter does not allow a host call: see PVMC-VMM-019"
        : $"the device's process ended: {How}";

    /// <summary>
    /// True when the process itself caused its end: that counts even if it does not happen again. A hang, or a signal
    /// that others send, such as the kernel's OOM killer, must be reproduced.
    /// </summary>
    public bool IsHardEvidence => !IsHang && !Signals.IsSentByOthers(Signal);
}
