// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Pvmemcontrol.Conformance.Worlds;
using Pvmemcontrol.Model.Checking;

namespace Pvmemcontrol.Conformance.Reporting;

/// <summary>One row for each world that was searched.</summary>
public static class WorldTable
{
    private static readonly string[] Heads =
        ["world", "bounds", "states", "transitions", "depth", "states/s", "result"];

    /// <summary>The aligned rows, after the heading.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<WorldRun> runs)
    {
        string[][] rows = [Heads, .. runs.Select(Row)];
        var widths = Enumerable.Range(0, Heads.Length).Select(c => rows.Max(r => r[c].Length)).ToArray();
        return rows.Select(row => string.Join("  ", row.Select((cell, c) =>
            c is >= 2 and <= 5 ? cell.PadLeft(widths[c]) : cell.PadRight(widths[c]))).TrimEnd());
    }

    /// <summary>The result in a few words.</summary>
    public static string Result(WorldRun run)
    {
        var exploration = run.Exploration;
        var found = exploration.Violations.IsEmpty ? ""
            : string.Join(", ", exploration.Violations.Select(v => Short(v)).Distinct());
        return exploration.End switch
        {
            ExplorationEnd.Exhausted when found.Length > 0 => $"{Verdict(run)}: {found}",
            ExplorationEnd.Exhausted when !run.Unreached.IsEmpty =>
                $"NEVER REACHED: {string.Join(", ", run.Unreached)}",
            ExplorationEnd.Exhausted => "holds, exhausted",
            ExplorationEnd.Violation => $"{Verdict(run)}: {found}; not exhausted",
            ExplorationEnd.StatesBound => "not exhausted: the bound on states",
            ExplorationEnd.MemoryBound => "not exhausted: the bound on memory",
            ExplorationEnd.Cancelled => "not exhausted: interrupted",
            _ => throw new ArgumentOutOfRangeException(nameof(run)),
        };
    }

    private static string[] Row(WorldRun run) =>
    [
        run.Setup.Name, run.Bounds, Number(run.Exploration.States), Number(run.Exploration.Transitions),
        Number(run.Exploration.Depth), Number((long)(run.Exploration.States / run.Elapsed.TotalSeconds)), Result(run),
    ];

    private static string Verdict(WorldRun run) => run.Violations.IsEmpty ? "deviation" : "VIOLATION";

    private static string Short(Violation violation) =>
        violation.Requirement.Id.ToString().Replace("PVMC-", "", StringComparison.Ordinal);

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
