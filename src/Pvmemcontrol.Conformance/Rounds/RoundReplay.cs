// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Traces;
using Pvmemcontrol.Conformance.Verdicts;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>Judges a trace of a round: what it has recorded, or what a target shows in many runs of it.</summary>
internal sealed class RoundReplay(RoundTrace trace, CampaignOptions options)
{
    private readonly Coverage _coverage = new();
    private readonly Stopwatch _clock = new();

    private Round Round => trace.Recording.Round;

    /// <summary>Judges the recorded run again.</summary>
    internal Verdict Recorded()
    {
        if (trace.Recording.Judge(_coverage) is not { } shown)
        {
            return Verdict(trace.Target, 1, null);
        }

        var evidence = new RoundTrial.Hit(Named(shown), trace.Recording)
            .ToEvidence(trace.Index, trace.OriginalSteps, trace.Rate, trace.IsReproduced);
        return Verdict(trace.Target, 1, trace.IsAttributed(shown.Finding)
            ? evidence with { Remark = trace.RemarkOn(shown.Finding) }
            : evidence);
    }

    /// <summary>Runs the round on a target, again and again in fresh processes.</summary>
    /// <exception cref="Impl.Host.TargetUnusableException">The target cannot be used for rounds; one line.</exception>
    internal Verdict Against(TargetSpec target)
    {
        trace.RequireKindOf(target);
        var runner = RoundTrace.AsRecorded(options, trace.Recording.Host).Runner;
        using var trial = new RoundTrial(target, runner, _coverage);
        var isSerialised = trial.Start();
        _clock.Start();
        var isHang = trace.Recording.Death is { IsHang: true };
        var attempts = RoundAttempts.Of(trial, Round, null, isHang, () =>
            options.Cancellation.IsCancellationRequested || (options.Time is { } time && _clock.Elapsed >= time));
        var verdict = Verdict(target, attempts.Runs, Prove(attempts));
        return isSerialised ? verdict with { Remark = "one register access at a time, as it asks" } : verdict;
    }

    /// <summary>What was recorded, if that showed; or else what showed most.</summary>
    private Evidence? Prove(RoundAttempts attempts)
    {
        if (attempts.Hits.MaxBy(h => (IsRecorded(h), attempts.Rate(h.Finding.Requirement).Shown)) is not { } hit)
        {
            return null;
        }

        var requirement = hit.Finding.Requirement;
        return (hit with { Finding = Named(hit.Finding) }).ToEvidence(
            trace.Index, trace.OriginalSteps, attempts.Rate(requirement), attempts.IsReproduced(requirement));
    }

    private bool IsRecorded(RoundTrial.Hit hit) =>
        hit.Finding.Requirement == trace.Finding.Requirement || hit.Finding.Requirement == trace.AttributedFrom;

    /// <summary>What the run found out about the cause, by other rounds, cannot be seen in this one.</summary>
    private RoundFinding Named(RoundFinding shown) => trace.IsAttributed(shown.Finding)
        ? shown with { Finding = shown.Finding with { Requirement = trace.Finding.Requirement } }
        : shown;

    private Verdict Verdict(TargetSpec target, long runs, Evidence? evidence)
    {
        var begun = _coverage.Exercised(EffectRequirements.DeviceSurvives);
        var outcome = evidence is not null ? evidence.Outcome
            : options.Cancellation.IsCancellationRequested ? Outcome.Undecided
            : begun == 0 ? Outcome.NothingExercised
            : Outcome.Conforms;
        return new Verdict(target, options.Profile, trace.Backing, trace.RunSeed, outcome, runs,
            begun * Round.RequestCount, _clock.Elapsed, _coverage, evidence, [])
        {
            IsConcurrent = true,
        };
    }
}
