// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Drivers.Processes;

/// <summary>What the child is to load: the first line of its standard input, as JSON. Then a request on each
/// line.</summary>
/// <param name="Core">The native core, a shared library.</param>
/// <param name="Driver">The driver, a shared library.</param>
/// <param name="Preemptions">The largest bound.</param>
/// <param name="Milliseconds">For each world.</param>
/// <param name="Random">Schedules by chance in each world in place of a search, or 0.</param>
/// <param name="Seed">Of schedules by chance.</param>
/// <param name="HasAllPoints">Every access is a point of the search.</param>
/// <param name="EndsAtFinding">An execution ends with its first finding.</param>
internal sealed record DriverJob(string Core, string Driver, int Preemptions, int Milliseconds, long Random,
    ulong Seed, bool HasAllPoints, bool EndsAtFinding);

/// <summary>A world to search, or a schedule to follow in it; one line of JSON.</summary>
/// <param name="World">The world as text.</param>
/// <param name="Schedule">The lines of a schedule; null to search.</param>
internal sealed record DriverRequest(string World, string[]? Schedule);

/// <summary>What the child found in a world; one line of JSON on its standard output.</summary>
/// <param name="World">Its name.</param>
/// <param name="Schedules">Executions.</param>
/// <param name="ExhaustedBound">The largest bound on preemptions that was exhausted, or -1.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Warnings">What the kernel would warn about.</param>
/// <param name="Findings">One for each defect.</param>
/// <param name="Problem">Why the driver cannot be checked, or null.</param>
public sealed record WorldLine(string World, long Schedules, int ExhaustedBound, double Seconds, string[] Warnings,
    FindingLine[] Findings, string? Problem)
{
    /// <summary>True when the driver's table of PCI ids leaves out the device: nothing ran.</summary>
    public bool IsForAnother { get; init; }

    /// <summary>Ioctls that returned 0.</summary>
    public long Served { get; init; }

    /// <summary>Ioctls with the number of the user interface that were refused as if it were unknown.</summary>
    public long Refused { get; init; }

    /// <summary>Data races, as KCSAN would report them.</summary>
    public RaceLine[] Races { get; init; } = [];

    /// <summary>Why a schedule could not be followed, or null.</summary>
    public string? Misfit { get; init; }
}

/// <summary>A finding. Addresses are relative to the driver's image.</summary>
/// <param name="Requirement">Its ID.</param>
/// <param name="Text">What happened.</param>
/// <param name="Defect">What tells it from others of the same requirement.</param>
/// <param name="Preemptions">In its schedule.</param>
/// <param name="Allocated">Stack of the allocation.</param>
/// <param name="Freed">Stack of the free.</param>
/// <param name="At">Stack where it happened.</param>
/// <param name="Rows">The interleaving up to the finding.</param>
public sealed record FindingLine(string Requirement, string Text, string Defect, int Preemptions, ulong[] Allocated,
    ulong[] Freed, ulong[] At, RowLine[] Rows)
{
    /// <summary>The schedule that leads to it, as lines of a trace; empty if there is none.</summary>
    public string[] Schedule { get; init; } = [];
}

/// <summary>One thing that a task did.</summary>
/// <param name="Task">Its name.</param>
/// <param name="Stack">Where, the innermost address first; empty outside the driver.</param>
/// <param name="Text">What.</param>
public sealed record RowLine(string Task, ulong[] Stack, string Text);

/// <summary>Two accesses of the same memory that nothing orders, one of which writes.</summary>
/// <param name="First">Stack of one.</param>
/// <param name="FirstVerb">reads or writes.</param>
/// <param name="Second">Stack of the other.</param>
/// <param name="SecondVerb">reads or writes.</param>
public sealed record RaceLine(ulong[] First, string FirstVerb, ulong[] Second, string SecondVerb);
