// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Running;

/// <summary>How a runner's process ended, wherever that was.</summary>
/// <param name="How">For a reader.</param>
/// <param name="Signal">What ended it, where it was a signal; what the process said itself plays no part.</param>
/// <param name="IsHang">True when it made no progress and was killed for it.</param>
internal sealed record RunnerEnd(string How, int? Signal = null, bool IsHang = false)
{
    /// <summary>That of a process that was killed for a hang.</summary>
    internal static RunnerEnd NoProgress(TimeSpan limit) =>
        new($"no progress for {limit.TotalSeconds:0.#} s", IsHang: true);

    /// <summary>That of a process that was stopped: nothing in the memory shared with it can be believed.</summary>
    internal static RunnerEnd Overwrote(string why) =>
        new($"stopped, for the device overwrote memory of its VMM ({why})");

    /// <summary>The same, and where it was.</summary>
    internal RunDeath At(int slot, int step, RunPhase phase) => new(slot, step, phase, IsHang, How)
    {
        Signal = Signal,
    };
}
