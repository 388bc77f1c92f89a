// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>A process that runs rounds on one target, and the sheet shared with it.</summary>
internal sealed class RoundSession : IDisposable
{
    private readonly RunnerSettings _settings;
    private readonly RoundSheet _sheet = RoundSheet.Create();
    private readonly RunnerProcess _process;

    /// <summary>Starts the process and loads the target.</summary>
    /// <exception cref="TargetUnusableException">In one line: the target cannot be used for rounds.</exception>
    internal RoundSession(TargetSpec target, RunnerSettings settings)
    {
        _settings = settings;
        _process = RunnerProcess.Start(settings.ForRounds(), _sheet.Path, target.ToString());
        try
        {
            // On a busy machine loading takes seconds.
            if (Await(TimeSpan.FromSeconds(25)) is { } end)
            {
                throw new TargetUnusableException($"{target}: the process ended while loading it: {end.How}");
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What drops channels on this device.</summary>
    internal ulong WorkingDrops => _sheet.WorkingDrops;

    /// <summary>True when the device asks for one register access at a time.</summary>
    internal bool IsSerialised => _sheet.IsSerialised != 0;

    /// <summary>
    /// Runs rounds, at most <see cref="RoundSheet.BatchSize"/>, and gives their records, unless the process ended. The
    /// records are views: they are valid until the next call.
    /// </summary>
    /// <param name="rounds">What to run.</param>
    /// <param name="isSerial">True to let the vCPUs take turns instead.</param>
    /// <param name="death">How the process ended, and in which round; null when it lives.</param>
    /// <exception cref="TargetUnusableException">It ended, or hung, before a round had begun.</exception>
    internal ImmutableArray<RoundRecord> Run(
        IReadOnlyList<Round> rounds, bool isSerial, out (RoundRecord Record, RunDeath Death)? death)
    {
        for (var slot = 0; slot < rounds.Count; slot++)
        {
            _sheet.Write(slot, rounds[slot], isSerial);
        }

        _process.Send([(byte)rounds.Count]);
        if (Await(TimeSpan.Zero) is not { } end)
        {
            ImmutableArray<RoundRecord> records =
                [.. rounds.Select((round, slot) => new RoundRecord(_sheet, slot, round))];
            death = Overwritten(records);
            return death is null ? records : [];
        }

        // Where no vCPU has begun it is not what several of them do at once that ended it.
        var at = InHand(rounds);
        if (at < 0)
        {
            throw new TargetUnusableException($"the process ended before a round began: {end.How}");
        }

        death = (new RoundRecord(_sheet, at, rounds[at]), end.At(at, 0, RunPhase.InDevice));
        return [];
    }

    /// <summary>
    /// The sheet is memory of the device's process too. What no vCPU can have written there, the device has, and
    /// nothing else that is there can be believed.
    /// </summary>
    private (RoundRecord Record, RunDeath Death)? Overwritten(ImmutableArray<RoundRecord> records)
    {
        for (var slot = 0; slot < records.Length; slot++)
        {
            if (records[slot].HasBegun && PlausibleRecord.WhyNot(records[slot].Steps) is { } why)
            {
                _process.Kill();
                return (records[slot], RunnerEnd.Overwrote(why).At(slot, 0, RunPhase.InDevice));
            }
        }

        return null;
    }

    /// <summary>
    /// The round that is being run: the one in which a step has not returned. Where all have, it is the one whose
    /// memory is looked at; -1 where none has begun.
    /// </summary>
    private int InHand(IReadOnlyList<Round> rounds)
    {
        for (var slot = 0; slot < rounds.Count; slot++)
        {
            if (new RoundRecord(_sheet, slot, rounds[slot]).Steps.Any(s => s.Record.IsInFlight))
            {
                return slot;
            }
        }

        return _sheet.Current;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Dispose();
        _sheet.Dispose();
    }

    /// <summary>Null when the process answered; otherwise how it ended.</summary>
    private RunnerEnd? Await(TimeSpan extra)
    {
        var (progress, since) = (_sheet.Progress, Environment.TickCount64);
        while (true)
        {
            switch (_process.Receive(TimeSpan.FromMilliseconds(50)))
            {
                case RunnerProgram.Ready:
                case RunnerProgram.Done:
                    return null;
                case RunnerProgram.Unusable:
                    throw new TargetUnusableException(_process.ReceiveText());
                case RunnerProcess.Ended:
                    return _process.DescribeEnd();
                default:
                    break;
            }

            if (_sheet.Progress is var now && now != progress)
            {
                (progress, since) = (now, Environment.TickCount64);
            }
            else if (Environment.TickCount64 - since > (_settings.StepLimit + extra).TotalMilliseconds)
            {
                _process.Kill();
                return RunnerEnd.NoProgress(_settings.StepLimit);
            }
        }
    }
}
