// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Drivers.Kernel;
using Pvmemcontrol.Drivers.Native;
using Pvmemcontrol.Drivers.Oracles;
using Pvmemcontrol.Drivers.WorldFiles;
using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Drivers.Search;

/// <summary>How an execution ended.</summary>
internal enum ExecutionEnd
{
    /// <summary>All calls have returned, and the world was taken down.</summary>
    Complete,

    /// <summary>It came to a state that had been searched from before.</summary>
    Pruned,

    /// <summary>A finding after which nothing can be judged.</summary>
    Abandoned,
}

/// <summary>Two accesses that nothing orders.</summary>
/// <param name="First">Where one is: return addresses, the innermost first.</param>
/// <param name="FirstFlags">What it does.</param>
/// <param name="Second">Where the other is.</param>
/// <param name="SecondFlags">What it does.</param>
internal sealed record DataRace(ulong[] First, AccessFlags FirstFlags, ulong[] Second, AccessFlags SecondFlags);

/// <summary>One execution of a world: from module_init to module_exit, each decision taken by the strategy.</summary>
internal sealed partial class Execution : IChooser
{
    private readonly NativeCore _core;
    private readonly IStrategy _strategy;
    private readonly History _history;
    private readonly Machine _machine;
    private readonly WorldSetup _world;
    private readonly HashSet<(ulong, ulong)> _knownRaces;
    private readonly List<Turn> _turns = [];
    private readonly List<Choice> _choices = [];
    private readonly int[] _asked = new int[NativeCore.Tasks];
    private KernelTask? _current;

    /// <param name="core">The native core.</param>
    /// <param name="functions">Of the kernel.</param>
    /// <param name="world">The world.</param>
    /// <param name="strategy">Takes the decisions.</param>
    /// <param name="history">Of this execution; an earlier one's is forgotten.</param>
    /// <param name="knownRaces">Data races that were noted before, as pairs of addresses.</param>
    internal Execution(NativeCore core, FunctionTable functions, WorldSetup world, IStrategy strategy, History history,
        HashSet<(ulong, ulong)> knownRaces)
    {
        (_core, _strategy, _history, _world, _knownRaces) = (core, strategy, history, world, knownRaces);
        Judge = new Judge(world);
        _machine = new Machine(core, functions, world, this, Judge) { Touched = Touch };
        Judge.Watch(_machine);
    }

    internal Judge Judge { get; }

    internal Machine Machine => _machine;

    /// <summary>Switches to another task although the current one could go on.</summary>
    internal int Preemptions { get; private set; }

    /// <summary>Data races, as KCSAN would report them: notes.</summary>
    internal List<DataRace> Races { get; } = [];

    /// <summary>Steps of the concurrent part.</summary>
    internal int Steps { get; private set; }

    /// <summary>What has happened so far, as a schedule that can be followed again.</summary>
    internal Schedule Schedule => new([.. _turns], _current?.Number ?? 0, [.. _choices]);

    /// <summary>Runs it; the memory that it used is for the next reset.</summary>
    internal ExecutionEnd Run(ulong[] used)
    {
        _core.Reset(used);
        _history.Reset();
        try
        {
            return Phases();
        }
        finally
        {
            _machine.Heap.Used.CopyTo(used);
        }
    }

    private ExecutionEnd Phases()
    {
        var kworker = _machine.Start(Machine.Kworker, "kworker", true, true,
            t => WorkFunctions.Serve(_machine, t, null));
        _machine.Start(Machine.SecondKworker, "kworker 2", true, true, t => WorkFunctions.Serve(_machine, t, kworker));
        Alone(WorldText.Setup, t => Actors.Before(_machine, t));
        if (_machine.IsOver || _machine.Problem is not null || _machine.IsForAnother)
        {
            return ExecutionEnd.Abandoned;
        }

        for (var i = 0; i < _world.Actors.Length; i++)
        {
            var actor = _world.Actors[i];
            _machine.Start(i + 1, actor.Name, actor.IsTask, false, t => Actors.Calls(_machine, t, actor));
        }

        _machine.IsConcurrent = true;
        _core.IsTracking = true;
        var end = Concurrent();
        _machine.IsConcurrent = false;
        _core.IsTracking = false;
        if (end != ExecutionEnd.Complete || _machine.IsHandedOver)
        {
            return end;
        }

        Alone(WorldText.Teardown, t => Actors.After(_machine, t));
        if (_machine.IsOver)
        {
            return ExecutionEnd.Abandoned;
        }

        Judge.Ended();
        return ExecutionEnd.Complete;
    }

    /// <summary>One task, and the kworker while it waits.</summary>
    private void Alone(string name, Func<KernelTask, IEnumerable<Step>> what)
    {
        var task = _machine.Start(Machine.Setup, name, true, false, what);
        var kworker = _machine.Tasks[Machine.Kworker]!;
        var second = _machine.Tasks[Machine.SecondKworker]!;
        while (!_machine.IsOver && (!task.IsDone || _machine.CanRun(kworker) || _machine.CanRun(second)))
        {
            var next = _machine.CanRun(task) ? task : _machine.CanRun(kworker) ? kworker : second;
            if (!_machine.CanRun(next))
            {
                if (task.Pending.TimesOut)
                {
                    next = task;
                }
                else
                {
                    Judge.Deadlock([task]);
                    _machine.IsOver = true;
                    return;
                }
            }

            _machine.Resume(next);
        }
    }

    private ExecutionEnd Concurrent()
    {
        List<KernelTask> able = [];
        while (true)
        {
            able.Clear();
            foreach (var task in _machine.Tasks)
            {
                if (task is { IsDone: false } && task.Number != Machine.Setup && _machine.CanRun(task))
                {
                    able.Add(task);
                }
            }

            if (able.Count == 0 && !FindTimeout(able))
            {
                var stuck = _machine.Tasks.Where(t => t is { IsDone: false, IsDaemon: false }).ToList();
                if (stuck.Count == 0)
                {
                    return _strategy.Stop(_history.Fingerprint, -1, Preemptions) ? ExecutionEnd.Pruned
                        : ExecutionEnd.Complete;
                }

                Judge.Deadlock(stuck!);
                return ExecutionEnd.Abandoned;
            }

            if (able.Count > 1 && _strategy.Stop(_history.Fingerprint, _current?.Number ?? 0, Preemptions))
            {
                return ExecutionEnd.Pruned;
            }

            Take(Pick(able));
            if (_machine.IsOver)
            {
                return ExecutionEnd.Abandoned;
            }
        }
    }

    /// <summary>Nothing can run: the first that waits with a timeout goes on.</summary>
    private bool FindTimeout(List<KernelTask> able)
    {
        if (_machine.Tasks.FirstOrDefault(t => t is { IsDone: false, StandsAtAccess: false, Pending.TimesOut: true })
            is { } task)
        {
            able.Add(task);
        }

        return able.Count > 0;
    }

    private KernelTask Pick(List<KernelTask> able)
    {
        if (_strategy.Next(_machine, able, _current) is { } next)
        {
            Preemptions += next != _current && _current is { HasYielded: false } && able.Contains(_current) ? 1 : 0;
            return next;
        }

        var isCurrentAble = _current is { HasYielded: false } && able.Contains(_current);
        if (isCurrentAble)
        {
            able.Remove(_current!);
            able.Insert(0, _current!);
        }
        else if (able.Count > 1 && able.Exists(t => !t.HasYielded))
        {
            able.RemoveAll(t => t.HasYielded);
        }

        // What only this task sees can be done at once: no order of it with others matters.
        if (able.Count == 1 || (isCurrentAble && !_strategy.MayPreempt(Preemptions)))
        {
            return able[0];
        }

        var picked = able[_strategy.Pick(able.Count)];
        Preemptions += isCurrentAble && picked != _current ? 1 : 0;
        return picked;
    }

    private void Take(KernelTask task)
    {
        Steps++;
        if (task != _current)
        {
            foreach (var other in _machine.Tasks)
            {
                other?.HasYielded = false;
            }

            if (_current is not null)
            {
                _turns.Add(new Turn(_current.Number, TaskPoint.Of(_machine, _current)));
            }
        }

        Record(task);
        NoteRaces(task);
        _current = task;
        var yields = !task.StandsAtAccess && task.Pending.Yields;
        _machine.Resume(task);
        task.HasYielded = yields || (task is { StandsAtAccess: false, IsDone: false } && task.Pending.Yields);
    }
}
