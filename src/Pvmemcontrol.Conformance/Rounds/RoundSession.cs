// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Targets;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>A process that runs rounds on one target, and the sheet shared with it.</summary>
internal sealed class RoundSession : IDisposable
{
    private readonly RoundSheet _sheet = RoundSheet.Create();
    private readonly RunnerProcess _process;
    private readonly Watchdog _watchdog;

    /// <summary>Starts the process and loads the target.</summary>
    /// <exception cref="TargetUnusableException">The target cannot be used for rounds; one line.</exception>
    internal RoundSession(TargetSpec target, RunnerSettings settings)
    {
        _process = RunnerProcess.Start(settings, RoundProgram.Program, _sheet.Path, target);
        _watchdog = new Watchdog(_process, () => (ulong)_sheet.Progress, settings);
        try
        {
            _watchdog.AwaitLoaded(target);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What drops channels on this device.</summary>
    internal ulong WorkingDrops => _sheet.WorkingDrops;

    /// <summary>True when the device needs serialised register accesses.</summary>
    internal bool IsSerialised => _sheet.IsSerialised != 0;

    /// <summary>
    /// Runs at most <see cref="RoundSheet.BatchSize"/> rounds and returns their records, unless the process ended. The
    /// records are views, valid until the next call.
    /// </summary>
    /// <param name="rounds">The rounds.</param>
    /// <param name="isSerial">True to let the vCPUs take turns instead.</param>
    /// <param name="death">How the process ended, and in which round; null while it runs.</param>
    /// <exception cref="TargetUnusableException">It ended, or hung, before a round had begun.</exception>
    internal ImmutableArray<RoundRecord> Run(
        IReadOnlyList<Round> rounds, bool isSerial, out (RoundRecord Record, RunDeath Death)? death)
    {
        for (var place = 0; place < rounds.Count; place++)
        {
            _sheet.Write(place, rounds[place], isSerial);
        }

        _process.Send([(byte)rounds.Count]);
        if (_watchdog.AwaitDone() is not { } end)
        {
            ImmutableArray<RoundRecord> records =
                [.. rounds.Select((round, place) => new RoundRecord(_sheet, place, round))];
            death = Overwritten(records);
            return death is null ? records : [];
        }

        // If no vCPU has begun, concurrency did not end the process.
        var at = InHand(rounds);
        if (at < 0)
        {
            throw new TargetUnusableException($"the process ended before a round began: {end.How}");
        }

        death = (new RoundRecord(_sheet, at, rounds[at]), end.At(0, RunPhase.InDevice));
        return [];
    }

    /// <summary>
    /// The device's process can also write to the sheet. Contents that no vCPU can have written are the device's, and
    /// nothing else on the sheet can be trusted.
    /// </summary>
    private (RoundRecord Record, RunDeath Death)? Overwritten(ImmutableArray<RoundRecord> records)
    {
        foreach (var record in records.Where(r => r.HasBegun))
        {
            if (StepRecordValidator.WhyNot(record.Steps) is { } why)
            {
                _process.Kill();
                return (record, RunnerEnd.Overwrote(why).At(0, RunPhase.InDevice));
            }
        }

        return null;
    }

    /// <summary>
    /// The current round: the one with a step that has not returned. If all have, it is the one whose memory is being
    /// read; -1 if none has begun.
    /// </summary>
    private int InHand(IReadOnlyList<Round> rounds)
    {
        for (var place = 0; place < rounds.Count; place++)
        {
            if (new RoundRecord(_sheet, place, rounds[place]).Steps.Any(s => s.Record.IsInFlight))
            {
                return place;
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
}
