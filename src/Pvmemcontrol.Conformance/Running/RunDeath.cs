// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Running;

/// <summary>How and where the runner's process ended, or stopped making progress.</summary>
/// <param name="Slot">
/// The arena's slot of the scenario; where the process was waiting, of the first that it had been given.
/// </param>
/// <param name="Step">Index of the step; the number of steps when all were done.</param>
/// <param name="Phase">What it was doing.</param>
/// <param name="IsHang">True when it made no progress and was killed for it.</param>
/// <param name="How">For a reader: the signal, the exit status, or how long it hung.</param>
public sealed record RunDeath(int Slot, int Step, RunPhase Phase, bool IsHang, string How)
{
    /// <summary>The number of the signal that ended the process; null where it was none.</summary>
    public int? Signal { get; init; }

    /// <summary>
    /// True when the process ended by its own doing: that counts even if it does not happen again. A hang, or a signal
    /// that others send, such as the kernel for want of memory, must be shown again.
    /// </summary>
    public bool IsHardEvidence => !IsHang && !Signals.IsSentByOthers(Signal);
}
