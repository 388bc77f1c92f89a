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
        using var session = new RoundSession(target, options.Runner);
        _remark = session.IsSerialised ? "one register access at a time, as it asks" : null;

        // From here on: on a busy machine a process takes seconds to start, and that is no time spent on rounds.
        _clock.Start();
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
                if (_judge.Judge(record, _coverage) is { } finding)
                {
                    return Conclude(Hit(record, finding, null));
                }
            }

            if (death is var (last, how))
            {
                return options.Cancellation.IsCancellationRequested
                    ? Conclude(null)
                    : Conclude(Hit(last, RoundTrial.OfDeath(last.Round, last.Steps, how), how));
            }

            options.Progress?.Invoke(_requests);
        }

        return Conclude(null);
    }

    private bool IsAtLimit() =>
        options.Cancellation.IsCancellationRequested
        || (options.Time is { } time && _clock.Elapsed >= time)
        || (options.Requests is { } requests && _requests >= requests);

    private RoundTrial.Hit Hit(RoundRecord record, RoundFinding finding, RunDeath? death) =>
        new(finding, RoundRecording.Of(record, options.Runner.Host, death));

    private Verdict Conclude(RoundTrial.Hit? hit)
    {
        _clock.Stop();
        var evidence = hit is null ? null : new RoundProsecutor(target, options.Runner).Prove(hit, _rounds);
        return new Verdict(target, options.Profile, Layouts.StandardName, options.Seed, Judge(evidence), _rounds,
            _requests, _clock.Elapsed, _coverage, evidence, [])
        {
            IsConcurrent = true,
            Remark = _remark,
        };
    }

    private Outcome Judge(Evidence? evidence) =>
        evidence is null
            ? options.Cancellation.IsCancellationRequested ? Outcome.Undecided
                : _requests == 0 ? Outcome.NothingExercised : Outcome.Conforms
        : evidence.Outcome;
}
