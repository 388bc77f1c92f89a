// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Verdicts;

namespace Pvmemcontrol.Cli;

/// <summary>Whether there is time to probe what a guest can use up.</summary>
internal static class Bounds
{
    /// <summary>The devices whose bounds are probed: all, or none where there is little time.</summary>
    internal static TargetSpec[] Of(TargetSpec[] devices, TimeSpan time)
    {
        TargetSpec[] judged = [.. devices.Where(d => d.Kind != TargetKind.BareKernel)];
        if (time >= BoundsProbe.LeastTime * judged.Length)
        {
            return judged;
        }

        Screen.Heading("  SKIPPED: what a guest can use up (PVMC-DEV-051 to 054, PVMC-VMM-023): needs "
            + $"--time {(BoundsProbe.LeastTime * judged.Length).TotalSeconds:0} or more");
        return [];
    }

    /// <summary>The time that is left for scenarios, the rounds of several vCPUs taken off as well.</summary>
    internal static TimeSpan TimeWithout(TargetSpec[] devices, TimeSpan time) => VcpuRuns.TimeWithout(
        time >= BoundsProbe.LeastTime * devices.Length ? time - (BoundsProbe.Share * devices.Length) : time);
}
