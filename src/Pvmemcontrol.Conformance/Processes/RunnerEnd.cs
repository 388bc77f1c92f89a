// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;

namespace Pvmemcontrol.Conformance.Processes;

/// <summary>How a runner's process ended, without the place.</summary>
/// <param name="How">As text.</param>
/// <param name="Signal">The signal that ended it, if any; not taken from the process's own output.</param>
/// <param name="IsHang">True when it made no progress and was killed for it.</param>
internal sealed record RunnerEnd(string How, int? Signal = null, bool IsHang = false)
{
    /// <summary>That of a process that was killed for a hang.</summary>
    internal static RunnerEnd NoProgress(TimeSpan limit) =>
        new($"no progress for {limit.TotalSeconds:0.#} s", IsHang: true);

    /// <summary>That of a process that was stopped: the memory shared with it cannot be trusted.</summary>
    internal static RunnerEnd Overwrote(string why) =>
        new($"stopped: the device overwrote memory of its VMM ({why})");

    /// <summary>The same, and where it was.</summary>
    internal RunDeath At(int step, RunPhase phase) => new(step, phase, IsHang, How)
    {
        Signal = Signal,
    };
}
