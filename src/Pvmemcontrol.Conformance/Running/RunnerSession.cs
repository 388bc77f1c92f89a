// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Running;

/// <summary>
/// A runner process with one target loaded, and the arena shared with it. Scenarios are submitted to one half of the
/// arena while the other half is judged.
/// </summary>
public sealed class RunnerSession : IDisposable
{
    private readonly Arena _arena;
    private readonly RunnerProcess _process;
    private readonly RunnerSettings _settings;
    private readonly Scenario[] _scenarios;
    private readonly int[] _submitted = new int[2];

    /// <summary>Starts the process and loads the target.</summary>
    /// <exception cref="TargetUnusableException">In one line: the target cannot be used, or ended the process while
    /// loading.</exception>
    public RunnerSession(TargetSpec target, RunnerSettings settings, GuestLayout layout)
    {
        _settings = settings;
        _arena = Arena.Create(layout);
        _arena.LockLimit = settings.ImposedLockLimit;
        _scenarios = new Scenario[2 * BatchSize];
        _process = RunnerProcess.Start(settings, _arena.Path, target.ToString());
        try
        {
            AwaitLoaded(target);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Scenarios that one half takes.</summary>
    public int BatchSize => _arena.BatchSize;

    /// <summary>Starts running scenarios in a half that is not running.</summary>
    /// <param name="half">0 or 1.</param>
    /// <param name="scenarios">At most <see cref="BatchSize"/>.</param>
    public void Submit(int half, ReadOnlySpan<Scenario> scenarios)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scenarios.Length, BatchSize);
        _submitted[half] = scenarios.Length;
        for (var i = 0; i < scenarios.Length; i++)
        {
            _scenarios[(half * BatchSize) + i] = scenarios[i];
            _arena.WriteSteps((half * BatchSize) + i, scenarios[i].Steps);
        }

        _process.Send([(byte)(half * BatchSize), (byte)scenarios.Length]);
    }

    /// <summary>Waits until the half is done, or the process is; null when it is done.</summary>
    /// <exception cref="TargetUnusableException">In one line: the target declined to make another device.</exception>
    public RunDeath? Collect(int half)
    {
        var progress = _arena.Progress;
        var since = Environment.TickCount64;
        while (true)
        {
            switch (_process.Receive(TimeSpan.FromMilliseconds(50)))
            {
                case RunnerProgram.Done:
                    return Overwritten(half, null);
                case RunnerProgram.Unusable:
                    throw new TargetUnusableException(_process.ReceiveText());
                case RunnerProcess.Ended:
                    return Overwritten(half, Death(half, _process.DescribeEnd()));
                default:
                    break;
            }

            var now = _arena.Progress;
            if (now != progress)
            {
                (progress, since) = (now, Environment.TickCount64);
            }
            else if (Environment.TickCount64 - since > _settings.StepLimit.TotalMilliseconds)
            {
                _process.Kill();
                return Overwritten(half, Death(half, RunnerEnd.NoProgress(_settings.StepLimit)));
            }
        }
    }

    /// <summary>
    /// The record of a scenario in a half that is done, or of one that was done before the process ended.
    /// </summary>
    public RunRecord Record(int half, int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _submitted[half]);
        var slot = (half * BatchSize) + index;
        return new RunRecord(_arena, slot, _scenarios[slot], _settings.Host);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Dispose();
        _arena.Dispose();
    }

    private RunDeath Death(int half, RunnerEnd end)
    {
        var (slot, step, phase) = Arena.Unpack(_arena.Progress);

        // The process may have ended while it waited for this half: then it told last of a scenario before.
        return slot >= 0 && slot / BatchSize == half && _arena.HasBegun(slot)
            ? end.At(slot, Math.Min(step, _scenarios[slot].Steps.Length), phase)
            : end.At(half * BatchSize, 0, RunPhase.Idle);
    }

    /// <summary>
    /// The arena is memory of the device's process too. What the runner cannot have written there, the device has: it
    /// overwrote the memory of what stands for its VMM, and nothing after that can be believed.
    /// </summary>
    private RunDeath? Overwritten(int half, RunDeath? death)
    {
        var end = death?.Slot ?? ((half * BatchSize) + _submitted[half]);
        for (var slot = half * BatchSize; slot < end || slot == death?.Slot; slot++)
        {
            var isWhole = slot < end;
            var done = isWhole ? _scenarios[slot].Steps.Length : death!.Step;
            var record = new RunRecord(_arena, slot, _scenarios[slot], _settings.Host);
            if (Plausible.WhyNot(record, done, isWhole) is var (step, why))
            {
                _process.Kill();
                return RunnerEnd.Overwrote(why).At(slot, step, RunPhase.InDevice);
            }
        }

        return death;
    }

    private void AwaitLoaded(TargetSpec target)
    {
        // On a busy machine loading takes seconds.
        var answer = _process.Receive(_settings.StepLimit + TimeSpan.FromSeconds(25));
        if (answer == RunnerProgram.Ready)
        {
            return;
        }

        throw answer switch
        {
            RunnerProgram.Unusable => new TargetUnusableException(_process.ReceiveText()),
            RunnerProcess.Ended =>
                new TargetUnusableException(
                    $"{target}: the runner's process ended while loading it: {_process.DescribeEnd().How}"),
            _ => new TargetUnusableException($"{target}: loading did not end in time"),
        };
    }
}
