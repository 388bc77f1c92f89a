// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Traces;
using Pvmemcontrol.Conformance.Verdicts;

namespace Pvmemcontrol.Conformance.Storms;

/// <summary>Judges a trace of a storm: what it has recorded, or what the storm does on a target.</summary>
internal sealed class StormReplay(StormTrace trace, CampaignOptions options)
{
    /// <summary>Judges the recorded figures again.</summary>
    internal Verdict Recorded()
    {
        var coverage = new Coverage();
        var evidence = trace.Recording.Findings(coverage)
            .Select(f => trace.Recording.ToEvidence(f.Finding, f.Death, trace.IsReproduced) with
            {
                Remark = trace.RemarkOn(f.Finding),
            }).ToList();
        return new BoundsProbe(trace.Target, options).Conclude(trace.Recording, evidence, coverage, TimeSpan.Zero);
    }

    /// <summary>Lets the storm loose on a target.</summary>
    /// <exception cref="Impl.Host.TargetUnusableException">The target or this host cannot be used for it; one line.
    /// </exception>
    internal Verdict Against(TargetSpec target)
    {
        trace.RequireKindOf(target);

        // Only the process of a storm is under this limit, by its own doing.
        var host = options.Runner.Host;
        var limit = Math.Min((ulong)trace.Recording.Figures[StormField.LockLimit], host.LockLimit);
        var runner = options.Runner with { Host = host with { LockLimit = limit } };
        return new BoundsProbe(target, options with { Runner = runner }).RunOnly(trace.Recording.Figures.Kind);
    }
}
