// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Drivers.Kernel;

namespace Pvmemcontrol.Drivers.Search;

/// <summary>Follows a schedule that is known, or says why it cannot.</summary>
internal sealed class Replayer(Schedule schedule) : IStrategy
{
    private readonly Dictionary<int, int> _asked = [];
    private readonly HashSet<Choice> _taken = [];
    private int _at;

    public KernelTask? Next(Machine machine, IReadOnlyList<KernelTask> able, KernelTask? current)
    {
        for (; _at < schedule.Turns.Length; _at++)
        {
            var turn = schedule.Turns[_at];
            var task = machine.Tasks[turn.Task] ?? throw Misfit("there is no such task");
            var stands = TaskPoint.Of(machine, task);
            if (stands == turn.Until)
            {
                continue;
            }

            if (task.IsDone || !able.Contains(task))
            {
                throw Misfit($"{task.Name} {(task.IsDone ? "has returned" : "waits")} where it should go on");
            }

            if (stands.IsAccess == turn.Until.IsAccess && stands.Count > turn.Until.Count)
            {
                throw Misfit($"{task.Name} does not come to the point where it should stop");
            }

            machine.StopAt(task, turn.Until.IsAccess ? turn.Until.Count : 0);
            return task;
        }

        var last = able.FirstOrDefault(t => t.Number == schedule.Last);
        return last ?? (current is not null && able.Contains(current) ? current : able[0]);
    }

    public int Choose(KernelTask task, ChoiceKind kind, int count)
    {
        var ordinal = _asked.GetValueOrDefault(task.Number);
        _asked[task.Number] = ordinal + 1;
        foreach (var choice in schedule.Choices)
        {
            if (choice.Task == task.Number && choice.Ordinal == ordinal)
            {
                if (choice.Kind != kind || choice.Count != count)
                {
                    throw Misfit($"choice {ordinal} of {task.Name} is one of {count} for {kind}, and was one of "
                        + $"{choice.Count} for {choice.Kind}");
                }

                _taken.Add(choice);
                return choice.Taken;
            }
        }

        return 0;
    }

    /// <summary>The execution is over: everything that the schedule says must have happened.</summary>
    internal void End()
    {
        if (_at < schedule.Turns.Length)
        {
            throw Misfit("the execution ends before the schedule does");
        }

        if (schedule.Choices.FirstOrDefault(c => !_taken.Contains(c)) is { Taken: > 0 } missing)
        {
            throw Misfit($"choice {missing.Ordinal} of task {missing.Task} does not come");
        }
    }

    public int Pick(int count) => throw new InvalidOperationException("the schedule says who goes on");

    public bool MayPreempt(int preemptions) => true;

    public bool Stop(ulong fingerprint, int current, int preemptions) => false;

    private ScheduleMisfitException Misfit(string why) => new(
        $"the schedule does not fit this source any more: at turn {_at + 1} of {schedule.Turns.Length + 1}, {why}");
}
