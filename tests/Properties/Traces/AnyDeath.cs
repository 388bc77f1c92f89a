// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Processes;

namespace Pvmemcontrol.Properties.Traces;

/// <summary>Ends of a process, with last words that are about another one.</summary>
internal static class AnyDeath
{
    internal static RunDeath Of(SeededDraw draw, int step, RunPhase phase)
    {
        const string words = "; it said: killed by SIGKILL, or by a \"signal 9\"";
        var signal = 1 + draw.Below(64);
        var end = draw.Below(3) switch
        {
            0 => RunnerEnd.NoProgress(TimeSpan.FromSeconds(5)),
            1 => new RunnerEnd($"exited with status 1{words}"),
            _ => new RunnerEnd(Signals.Describe(signal) + words, signal),
        };
        return end.At(step, phase);
    }
}
