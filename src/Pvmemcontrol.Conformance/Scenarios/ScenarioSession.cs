// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>
/// A process with one target loaded, and the arena shared with it. Scenarios are submitted to one half of the arena
/// while the other half is judged.
/// </summary>
public sealed class ScenarioSession : IDisposable
{
    private readonly ScenarioArena _arena;
    private readonly RunnerProcess _process;
    private readonly Watchdog _watchdog;
    private readonly RunnerSettings _settings;
    private readonly Scenario[] _scenarios;
    private readonly int[] _submitted = new int[2];

    /// <summary>Starts the process and loads the target.</summary>
    /// <exception cref="TargetUnusableException">
    /// The target cannot be used, or ended the process while loading; one line.
    /// </exception>
    public ScenarioSession(TargetSpec target, RunnerSettings settings, GuestLayout layout)
    {
        _settings = settings;
        _arena = ScenarioArena.Create(layout);
        _scenarios = new Scenario[2 * BatchSize];
        _process = RunnerProcess.Start(settings, ScenarioProgram.Program, _arena.Path, target);
        _watchdog = new Watchdog(_process, () => _arena.Progress, settings);
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

    /// <summary>Where the process ended while it ran a half.</summary>
    /// <param name="Index">Which scenario of the half; the first, if the process was waiting.</param>
    /// <param name="Death">How, and at which step.</param>
    public readonly record struct End(int Index, RunDeath Death);

    /// <summary>Scenarios that one half takes.</summary>
    public int BatchSize => _arena.BatchSize;

    /// <summary>Scenarios that a half was given.</summary>
    internal int CountOf(int half) => _submitted[half];

    /// <summary>Starts running scenarios in a half that is not running.</summary>
    /// <param name="half">0 or 1.</param>
    /// <param name="scenarios">At most <see cref="BatchSize"/>.</param>
    public void Submit(int half, ReadOnlySpan<Scenario> scenarios)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scenarios.Length, BatchSize);
        _submitted[half] = scenarios.Length;
        for (var i = 0; i < scenarios.Length; i++)
        {
            _scenarios[PlaceOf(half, i)] = scenarios[i];
            _arena.WriteSteps(PlaceOf(half, i), scenarios[i].Steps);
        }

        _process.Send([(byte)PlaceOf(half, 0), (byte)scenarios.Length]);
    }

    /// <summary>Waits until the half is done or the process ends; null when the half is done.</summary>
    /// <exception cref="TargetUnusableException">The target declined to make another device; one line.</exception>
    public End? Collect(int half)
    {
        var ended = _watchdog.AwaitDone();
        return Overwritten(half, ended is null ? null : WhereIn(half, ended));
    }

    /// <summary>
    /// The record of a scenario in a half that is done, or of one that was done before the process ended.
    /// </summary>
    public ScenarioRecord Record(int half, int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _submitted[half]);
        var place = PlaceOf(half, index);
        return new ScenarioRecord(_arena, place, _scenarios[place], _settings);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Dispose();
        _arena.Dispose();
    }

    private int PlaceOf(int half, int index) => (half * BatchSize) + index;

    private End WhereIn(int half, RunnerEnd ended)
    {
        var (place, step, phase) = ScenarioArena.Unpack(_arena.Progress);

        // The process may have ended while it waited for this half: then its progress is of an earlier scenario.
        // A device may have written there too: only what was submitted counts.
        return place >= 0 && place / BatchSize == half && place % BatchSize < _submitted[half]
            && _arena.HasBegun(place)
            ? new End(place % BatchSize, ended.At(Math.Min(step, _scenarios[place].Steps.Length), phase))
            : new End(0, ended.At(0, RunPhase.Idle));
    }

    /// <summary>
    /// The device's process can also write to the arena. Contents that the runner cannot have written are the device's:
    /// it overwrote the memory of its VMM, and nothing after that can be trusted.
    /// </summary>
    private End? Overwritten(int half, End? end)
    {
        var whole = end?.Index ?? _submitted[half];
        for (var index = 0; index < whole || index == end?.Index; index++)
        {
            // Of one that ended when its device was destroyed, everything had been read.
            var isWhole = index < whole || end!.Value.Death.Phase == RunPhase.Destroying;
            if (isWhole && !_arena.IsObserved(PlaceOf(half, index)))
            {
                // It wrote to the pipe on which the process tells that it is done.
                _process.Kill();
                return new End(index, RunnerEnd.Overwrote("its process is not done, and says that it is")
                    .At(0, RunPhase.InDevice));
            }

            var record = Record(half, index);
            var done = isWhole ? record.Scenario.Steps.Length : end!.Value.Death.Step;
            if (ScenarioValidator.WhyNot(record, done, isWhole) is var (step, why))
            {
                _process.Kill();
                return new End(index, RunnerEnd.Overwrote(why).At(step, RunPhase.InDevice));
            }
        }

        return end;
    }
}
