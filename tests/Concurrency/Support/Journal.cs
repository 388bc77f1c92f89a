// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Concurrency.Support;

/// <summary>What one task did.</summary>
/// <param name="Actor">The task.</param>
/// <param name="What">In words.</param>
[SkipRewriting("an observer")]
internal readonly record struct JournalRow(string Actor, string What);

/// <summary>
/// What the tasks of one schedule did, in order, and what was reached. Only one task runs at a time. Writing here must
/// not be a scheduling point, or the search would explore the journal itself.
/// </summary>
[SkipRewriting("an observer")]
internal sealed class Journal
{
    [ThreadStatic]
    private static string? _actor;

    private readonly List<JournalRow> _rows = [];
    private readonly HashSet<string> _reached = [];
    private readonly List<string> _actors = [];

    /// <summary>The task that runs; the test body itself has no name.</summary>
    internal static string Actor => _actor ?? "";

    /// <summary>The tasks, in the order of their start.</summary>
    internal IReadOnlyList<string> Actors => _actors;

    /// <summary>Rows, in order.</summary>
    internal IReadOnlyList<JournalRow> Rows => _rows;

    /// <summary>The situations that came up.</summary>
    internal IReadOnlySet<string> Situations => _reached;

    /// <summary>What is wrong with this schedule, or null.</summary>
    internal string? Finding { get; private set; }

    /// <summary>A task begins.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void Begin(string actor)
    {
        _actor = actor;
        if (!_actors.Contains(actor))
        {
            _actors.Add(actor);
        }
    }

    /// <summary>The running task did something. What tasks do after the schedule failed is ignored.</summary>
    internal void Note(string what)
    {
        if (Finding is null)
        {
            _rows.Add(new JournalRow(Actor, what));
        }
    }

    /// <summary>An interesting situation came up.</summary>
    internal void Reach(string situation) => _reached.Add(situation);

    /// <summary>A finding; the first one counts.</summary>
    internal void Find(string finding) => Finding ??= finding;

    /// <summary>
    /// The explorer ends the schedule. Its finding must be recorded before it releases the tasks, or what they do
    /// afterwards would count as part of the schedule.
    /// </summary>
    internal void FindFailure(Exception failure) => Find(Explain(failure.Message));

    /// <summary>The explorer's own findings: a deadlock, or a task that never ends.</summary>
    private static string Explain(string failure)
    {
        var line = failure.Split('\n')[0].Trim();
        return line.StartsWith("Deadlock", StringComparison.Ordinal)
            ? $"{SystemRequirements.EveryCallReturns.Id}: a deadlock: no task can run"
            : line.StartsWith("Scheduling steps bound", StringComparison.Ordinal)
                ? $"{SystemRequirements.EveryCallReturns.Id}: a task never ends: {line}"
                : line;
    }
}
