// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Verdicts;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Cli;

/// <summary>The runs with several vCPUs, for every device that the runs with one have nothing against.</summary>
internal static class VcpuRuns
{
    /// <summary>A part of the time of a whole command.</summary>
    private const int Part = 5;

    /// <summary>What is left of the time for the other runs.</summary>
    internal static TimeSpan TimeWithout(TimeSpan all) => all - (all / Part);

    /// <summary>Judges the devices of these runs, and prints a line for each.</summary>
    internal static void Judge(IReadOnlyList<PlannedRun> runs, CampaignOptions options, List<Verdict> verdicts)
    {
        var devices = runs.Select(r => r.Target).Where(t => t.Kind != TargetKind.BareKernel).Distinct().ToList();
        foreach (var device in devices)
        {
            if (options.Cancellation.IsCancellationRequested)
            {
                return;
            }

            if (verdicts.Exists(v => v.Target == device && v.Violation is not null))
            {
                Skip(device, "one vCPU is enough for a violation");
                continue;
            }

            Judge(device, options with { Time = options.Time / Part / devices.Count }, verdicts);
        }
    }

    private static void Judge(TargetSpec device, CampaignOptions options, List<Verdict> verdicts)
    {
        try
        {
            var verdict = new RoundCampaign(device, options with
            {
                Progress = requests =>
                    Screen.Progress($"  {device.DisplayName}, several vCPUs: {requests:N0} requests"),
            }).Run();
            Screen.EndProgress();
            Screen.Line(verdict, lockLimit: null);
            verdicts.Add(verdict);
        }
        catch (TargetUnusableException e)
        {
            Screen.EndProgress();
            Skip(device, e.Message);
        }
    }

    private static void Skip(TargetSpec device, string why) =>
        Screen.Heading($"  SKIPPED: {device.DisplayName}: several vCPUs at once: {why}");
}
