// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Drivers.Building;
using Pvmemcontrol.Drivers.WorldFiles;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Drivers.Processes;

/// <summary>A defect: the finding with the fewest preemptions, and the worlds in which it was found.</summary>
/// <param name="Requirement">What it contradicts.</param>
/// <param name="World">Where the finding is from.</param>
/// <param name="Finding">The finding.</param>
/// <param name="Worlds">All of them.</param>
public sealed record DriverDefect(Requirement Requirement, WorldSetup World, FindingLine Finding,
    IReadOnlyList<string> Worlds)
{
    /// <summary>What the tasks of the world did, without what was done before and after them.</summary>
    public IReadOnlyList<RowLine> Rows =>
        [.. Finding.Rows.Where(r => r.Task is not (WorldText.Setup or WorldText.Teardown))];

    /// <summary>The tasks that did something, in the order of the world.</summary>
    public IReadOnlyList<string> Tasks
    {
        get
        {
            var order = World.Actors.Select(a => a.Name).ToList();
            return [.. Rows.Select(r => r.Task).Distinct().OrderBy(order.IndexOf)];
        }
    }

    /// <summary>
    /// True when it showed after the tasks: the files closed, the device unbound, or the module unloaded.
    /// </summary>
    public bool IsInTeardown => Finding.Rows.Any(r => r.Task == WorldText.Teardown);
}

/// <summary>What a run came to.</summary>
/// <param name="Compiler">Its own name and version.</param>
/// <param name="Hash">SHA-256 of the sources.</param>
/// <param name="Worlds">In the order of the worlds; those that were searched.</param>
/// <param name="Defects">Violations first.</param>
public sealed record DriverReport(string Compiler, string Hash, IReadOnlyList<WorldLine> Worlds,
    IReadOnlyList<DriverDefect> Defects)
{
    internal Symbols? Symbols { get; init; }

    /// <summary>Why a schedule could not be followed, or null.</summary>
    public string? Misfit => Worlds.FirstOrDefault(w => w.Misfit is not null)?.Misfit;

    /// <summary>What the kernel would warn about, and data races: notes, which do not count.</summary>
    public IReadOnlyList<string> Notes =>
    [
        .. Worlds.SelectMany(w => w.Warnings).Distinct().Select(w => $"the kernel would warn: {w}"),
        .. Races(),
    ];

    /// <summary>One note for each pair of functions, with the first of their lines.</summary>
    private IEnumerable<string> Races() => Worlds.SelectMany(w => w.Races).Select(Sides).Distinct()
        .OrderBy(s => s.First, StringComparer.Ordinal).ThenBy(s => s.Second, StringComparer.Ordinal)
        .GroupBy(s => (Function(s.First), Function(s.Second)))
        .Select(g => $"a data race, as KCSAN reports it: {g.First().First}, {g.First().Second} the same bytes at the "
            + $"same time{(g.Count() > 1 ? $" (and {g.Count() - 1} more pairs of lines)" : "")}");

    /// <summary>What follows the file and the line.</summary>
    private static string Function(string side) => side[(side.IndexOf(' ', StringComparison.Ordinal) + 1)..];

    /// <summary>The source lines of a stack, the innermost first.</summary>
    public IReadOnlyList<string> Lines(ulong[] stack) => [.. (Symbols?.All(stack) ?? []).Select(l => l.ToString())];

    private string First(ulong[] stack) => Lines(stack) is [var first, ..] ? first : "a line of a header";

    private (string First, string Second) Sides(RaceLine race)
    {
        string[] sides =
        [
            $"{First(race.First)} {race.FirstVerb}",
            $"{First(race.Second)} {race.SecondVerb}",
        ];
        Array.Sort(sides, StringComparer.Ordinal);
        return (sides[0], sides[1]);
    }
}
