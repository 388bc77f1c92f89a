// SPDX-License-Identifier: Apache-2.0

using Microsoft.Coyote.Runtime;
using Microsoft.Coyote.Specifications;
using Pvmemcontrol.Impl.Driver;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Concurrency.Support;

/// <summary>One schedule of a race: its tasks run as the strategy says.</summary>
internal sealed class Schedule
{
    private readonly Journal _journal = new();
    private readonly List<Task> _tasks = [];
    private readonly Microsoft.Coyote.Random.Generator _choices = Microsoft.Coyote.Random.Generator.Create();
    private bool _isQuiet;

    /// <summary>A schedule in which only the test body runs.</summary>
    internal Schedule(Machines machines)
    {
        Machines = machines;
        BeQuiet();
    }

    /// <summary>Guest RAM.</summary>
    internal Machines Machines { get; }

    /// <summary>What happened.</summary>
    internal Journal Journal => _journal;

    /// <summary>Something that may be so or not; both are explored.</summary>
    internal bool MayBe() => _choices.NextBoolean();

    /// <summary>Starts a task; what it throws is a finding.</summary>
    internal void Start(string actor, Action work)
    {
        End();
        _tasks.Add(Task.Run(() =>
        {
            _journal.Begin(actor);
            Try(work);
        }));
    }

    /// <summary>Waits until all tasks are done.</summary>
    internal void Join()
    {
        foreach (var task in _tasks)
        {
            task.Wait();
        }

        _tasks.Clear();
        BeQuiet();
    }

    /// <summary>The body is over, or others run beside it.</summary>
    internal void End()
    {
        if (_isQuiet)
        {
            _isQuiet = false;
            SchedulingPoint.Resume();
        }
    }

    /// <summary>The running task did something.</summary>
    internal void Note(string what) => _journal.Note(what);

    /// <summary>An interesting situation came up.</summary>
    internal void Reach(string situation) => _journal.Reach(situation);

    /// <summary>Fails the schedule unless the condition holds.</summary>
    internal void Require(bool holds, Requirement requirement, string otherwise)
    {
        if (!holds)
        {
            Violate(requirement, otherwise);
        }
    }

    /// <summary>Fails the schedule.</summary>
    internal void Violate(Requirement requirement, string what) => Fail($"{requirement.Id}: {what}");

    /// <summary>
    /// Before the first task starts and after the last ends, nothing can interleave: steps there would only use up the
    /// bound and the schedule's changes of priority.
    /// </summary>
    private void BeQuiet()
    {
        _isQuiet = true;
        SchedulingPoint.Suppress();
    }

    private void Fail(string finding)
    {
        _journal.Find(finding);
        Specification.Assert(false, finding);
    }

    /// <summary>An exception of a task is a finding, unless the explorer ends the task with it.</summary>
    private void Try(Action work)
    {
        try
        {
            work();
        }
        catch (KernelBugException e) when (e.Requirement is { } requirement)
        {
            Violate(requirement, e.Message[(e.Message.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        }
        catch (Exception e) when (e is KernelBugException or SystemException
            and not (ThreadInterruptedException or OperationCanceledException))
        {
            Fail($"unexpected: {e}");
        }
    }
}
