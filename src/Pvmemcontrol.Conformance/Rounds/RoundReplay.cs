// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>Replays a round's counterexample.</summary>
/// <param name="replayed">What is replayed.</param>
/// <param name="options">The options of the replay.</param>
internal sealed class RoundReplay(RoundCounterexample replayed, CampaignOptions options)
{
    private readonly Coverage _coverage = new();
    private readonly Stopwatch _clock = new();

    private Round Round => replayed.Recording.Round;

    /// <summary>Judges the recorded run again.</summary>
    internal Verdict JudgeAgain() => Verdict(replayed.Origin.Target, 1,
        replayed.Recording.Judge(_coverage) is { } shown ? replayed.Recorded(shown) : null);

    /// <summary>Runs the round on a target repeatedly, in fresh processes.</summary>
    /// <exception cref="TargetUnusableException">The target cannot be used for rounds; one line.</exception>
    internal Verdict RunOn(TargetSpec target)
    {
        using var trial = new RoundTrial(target, options.Runner, _coverage);
        var isSerialised = trial.Start();
        _clock.Start();
        var isHang = replayed.Death is { IsHang: true };
        var attempts = RoundAttempts.Of(trial, Round, null, isHang, () =>
            options.Cancellation.IsCancellationRequested || (options.Time is { } time && _clock.Elapsed >= time));
        var verdict = Verdict(target, attempts.Runs, Prove(attempts, target));
        return isSerialised ? verdict with { Remark = RoundCampaign.Serialised } : verdict;
    }

    /// <summary>The recorded finding, if it showed; or else the most frequent one.</summary>
    private RoundCounterexample? Prove(RoundAttempts attempts, TargetSpec target)
    {
        if (attempts.Hits.MaxBy(h => (IsRecorded(h), attempts.Rate(h.Finding.Requirement).Shown)) is not { } hit)
        {
            return null;
        }

        var named = hit with { Finding = hit.Finding with { Finding = replayed.Named(hit.Finding.Finding) } };
        return named.ToCounterexample(
            replayed.Origin with { Target = target }, replayed.OriginalSteps, attempts.Rate(hit.Finding.Requirement));
    }

    private bool IsRecorded(RoundTrial.Hit hit) => hit.Finding.Requirement == replayed.Finding.Requirement
        || hit.Finding.Requirement == replayed.AttributedFrom;

    private Verdict Verdict(TargetSpec target, long runs, RoundCounterexample? shown)
    {
        var begun = _coverage.Exercised(EffectRequirements.DeviceSurvives);
        var outcome = shown is not null ? shown.Outcome
            : options.Cancellation.IsCancellationRequested ? Outcome.Undecided
            : begun == 0 ? Outcome.NothingExercised
            : Outcome.Conforms;
        var origin = replayed.Origin;
        return new Verdict(RoundCampaign.KindOf(origin.Seed), target, options.Profile, origin.Backing, origin.Seed,
            outcome, runs, begun * Round.RequestCount, _clock.Elapsed, _coverage, shown, []);
    }
}
