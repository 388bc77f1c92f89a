// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Reporting.Documents;

/// <summary>A requirement that is not met, with everything that shows it.</summary>
public sealed record ReportFinding
{
    /// <summary>The requirement.</summary>
    public required Requirement Requirement { get; init; }

    /// <summary>How much it weighs.</summary>
    public required Severity Severity { get; init; }

    /// <summary>True when it makes the command fail.</summary>
    public required bool Fails { get; init; }

    /// <summary>What showed it and in which run.</summary>
    public required string Where { get; init; }

    /// <summary>What was observed.</summary>
    public required string Observed { get; init; }

    /// <summary>What would have been allowed; null where the requirement says it.</summary>
    public string? Allowed { get; init; }

    /// <summary>What was there before the first step: guest RAM, the handshake, what was done before.</summary>
    public ImmutableArray<string> Before { get; init; } = [];

    /// <summary>The steps.</summary>
    public required Interleaving Steps { get; init; }

    /// <summary>Guest RAM before and after; null where there is none, or the process ended.</summary>
    public MemoryPicture? Memory { get; init; }

    /// <summary>How it was found and reproduced; one line each.</summary>
    public ImmutableArray<string> Provenance { get; init; } = [];

    /// <summary>The trace file, or null.</summary>
    public string? TraceFile { get; init; }

    /// <summary>The command that shows it again, or null.</summary>
    public string? Again { get; init; }

    /// <summary>Lines of the driver's source, the one to blame first.</summary>
    public ImmutableArray<SourcePlace> Places { get; init; } = [];

    /// <summary>A name for the finding in a document, unique in one run.</summary>
    public static string Anchor(int index) => $"finding-{index + 1}";
}

/// <summary>A line of a source file.</summary>
/// <param name="File">Its path as the command line has it.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="What">What happened there.</param>
public sealed record SourcePlace(string File, int Line, string What);

/// <summary>Who did what, in the order of time: a column for each actor.</summary>
/// <param name="Actors">The columns.</param>
/// <param name="Steps">In the order in which they begin.</param>
/// <param name="Rows">How many moments there are.</param>
public sealed record Interleaving(ImmutableArray<string> Actors, ImmutableArray<InterleavedStep> Steps, int Rows)
{
    /// <summary>Steps of which none overlaps another: each has a moment to itself.</summary>
    public static Interleaving InTurn(
        ImmutableArray<string> actors, IEnumerable<(int Actor, string Text, string? Result, string? Source)> steps,
        int marked)
    {
        ImmutableArray<InterleavedStep> all =
        [
            .. steps.Select((s, i) =>
                new InterleavedStep(i + 1, s.Actor, i, i, s.Text, s.Result, s.Source, i == marked)),
        ];
        return new Interleaving(actors, all, all.Length);
    }
}

/// <summary>A step of an actor, from one moment to another.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Actor">The index of its column.</param>
/// <param name="First">The moment when it begins, from 0.</param>
/// <param name="Last">The moment when it ends; one step of a column ends before the next one begins.</param>
/// <param name="Text">What is done.</param>
/// <param name="Result">What it showed, or null.</param>
/// <param name="Source">The line of a driver that does it, or null.</param>
/// <param name="IsMarked">True for the step that shows the finding.</param>
public sealed record InterleavedStep(
    int Number, int Actor, int First, int Last, string Text, string? Result, string? Source, bool IsMarked)
{
    /// <summary>What is done, and in which line.</summary>
    internal string Action => Source is { } line ? $"{line}: {Text}" : Text;

    /// <summary>True when the step had not returned at the end.</summary>
    public bool IsInFlight { get; init; }
}
