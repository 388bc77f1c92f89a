// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Verdicts;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>Judges a target by rounds, until a limit or the first violation.</summary>
public sealed class RoundCampaign(TargetSpec target, CampaignOptions options)
{
    private readonly Doubts _doubts = new(most: 2);
    private readonly Coverage _coverage = new();
    private readonly RoundJudge _judge = new(options.Runner.Host);
    private readonly Stopwatch _clock = new();
    private long _rounds;
    private long _requests;
    private string? _remark;

    /// <summary>Runs to the end.</summary>
    /// <exception cref="Impl.Host.TargetUnusableException">The target cannot be used for rounds; one line.</exception>
    public Verdict Run()
    {
        while (_rounds == 0 || !IsAtLimit())
        {
            using var session = new RoundSession(target, options.Runner);
            _remark = session.IsSerialised ? "one register access at a time, as it asks" : null;

            // From here on: on a busy machine a process takes seconds to start, and that is no time spent on rounds.
            _clock.Start();
            if (RunIn(session) is { } proved)
            {
                return Conclude(proved);
            }

            _clock.Stop();
        }

        return Conclude(null);
    }

    /// <summary>Runs until the limit, or until the process dies; the first violation that is proved one, or null.
    /// </summary>
    private Evidence? RunIn(RoundSession session)
    {
        while (_rounds == 0 || !IsAtLimit())
        {
            var first = _rounds;
            var batch = Enumerable.Range(0, RoundSheet.BatchSize).Select(i => RoundGenerator.Generate(
                SeededDraw.Derive(options.Seed, first + i), session.WorkingDrops)).ToList();
            var records = session.Run(batch, isSerial: false, out var death);
            foreach (var record in records)
            {
                _rounds++;
                _requests += record.HasBegun ? record.Round.RequestCount : 0;
                if (_judge.Judge(record, _coverage) is { } finding
                    && Settle(Hit(record, finding, null)) is { } proved)
                {
                    return proved;
                }
            }

            if (death is var (last, how))
            {
                var isInterrupted = options.Cancellation.IsCancellationRequested;
                _rounds++;
                return isInterrupted
                    ? null
                    : Settle(Hit(last, RoundTrial.OfDeath(last.Round, last.Steps, how), how));
            }

            options.Progress?.Invoke(_requests);
        }

        return null;
    }

    /// <summary>The evidence, if it is beyond doubt; what is only suspected is noted, and the run goes on.</summary>
    private Evidence? Settle(RoundTrial.Hit hit)
    {
        if (IsAtLimit() && _doubts.First is not null)
        {
            return null;
        }

        _clock.Stop();
        var evidence = _doubts.Prove(() => new RoundProsecutor(target, options).Prove(hit, _rounds - 1));
        _clock.Start();
        return _doubts.Settle(evidence);
    }

    private bool IsAtLimit() =>
        options.Cancellation.IsCancellationRequested
        || _doubts.AreTooMany
        || (options.Time is { } time && _clock.Elapsed + _doubts.Spent >= time)
        || (options.Requests is { } requests && _requests >= requests);

    private RoundTrial.Hit Hit(RoundRecord record, RoundFinding finding, RunDeath? death) =>
        new(finding, RoundRecording.Of(record, options.Runner.Host, death));

    private Verdict Conclude(Evidence? proved)
    {
        _clock.Stop();
        var outcome = proved?.Outcome
            ?? (_doubts.First is not null || options.Cancellation.IsCancellationRequested ? Outcome.Undecided
                : _requests == 0 ? Outcome.NothingExercised
                : Outcome.Conforms);
        return new Verdict(target, options.Profile, Layouts.StandardName, options.Seed, outcome, _rounds,
            _requests, _clock.Elapsed, _coverage, proved ?? _doubts.First, [])
        {
            IsConcurrent = true,
            Remark = _remark,
        };
    }
}
