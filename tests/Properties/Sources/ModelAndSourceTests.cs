// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Drivers.Processes;
using Pvmemcontrol.Model.Driver;
using Pvmemcontrol.Model.Steps;
using Pvmemcontrol.Properties.Worlds;
using Xunit;

namespace Pvmemcontrol.Properties.Sources;

/// <summary>
/// The table of docs/drivers.md that compares the models of v4 and v5 with their sources. The sources are not part of
/// this project: their half is compared where PVMEMCONTROL_DRIVERS names a folder with v4.c, v5.c and, in include, the
/// header of their user interface.
/// </summary>
public sealed class ModelAndSourceTests
{
    public static TheoryData<string, int> Drivers { get; } = new() { { "v4", 1 }, { "v5", 2 } };

    [Theory]
    [MemberData(nameof(Drivers))]
    public void The_table_says_what_the_model_violates(string name, int column)
    {
        GuestDriver driver = name == "v4" ? new V4Driver() : new V5Driver();
        foreach (var world in DriverRun.Worlds)
        {
            var row = new Cell(world.Name, column);
            Assert.Equal(
                (world.Name, string.Join(", ", Short(WorldSearch.Violated(WorldSearch.Exhaust(world.Name, driver))))),
                (world.Name, string.Join(", ", row.Both.Concat(row.ModelOnly).Order(StringComparer.Ordinal))));
        }
    }

    /// <summary>
    /// What the model violates, the source violates; what it violates first in some schedule, the model violates.
    /// </summary>
    [PublishedTheory]
    [MemberData(nameof(Drivers))]
    public void The_table_says_what_the_source_violates(string name, int column)
    {
        var all = Violated(name, preemptions: 2, endsAtFinding: false);
        var first = Violated(name, preemptions: 1, endsAtFinding: true);
        foreach (var (world, row) in DriverRun.Worlds.Select(w => (w.Name, new Cell(w.Name, column))))
        {
            Assert.Equal((world, ""), (world, string.Join(", ", row.Both.Except(all[world]))));
            Assert.Equal((world, ""), (world, string.Join(", ", row.ModelOnly.Intersect(all[world]))));
            Assert.Equal((world, ""), (world, string.Join(", ", first[world].Except(row.Both).Except(row.SourceOnly))));
            Assert.Equal((world, ""), (world, string.Join(", ", row.SourceOnly.Except(first[world]))));
        }
    }

    private static Dictionary<string, string[]> Violated(string name, int preemptions, bool endsAtFinding)
    {
        var folder = PublishedTheoryAttribute.Folder!;
        var options = DriverCheck.Options(Path.Combine(folder, $"{name}.c"), DriverRun.Worlds, preemptions) with
        {
            EndsAtFinding = endsAtFinding,
            Includes = [Path.Combine(folder, "include")],
            Time = TimeSpan.FromMinutes(5),
        };
        return DriverCheck.Run(options).Worlds.ToDictionary(
            w => w.World, w => Short(w.Findings.Select(f => f.Requirement)));
    }

    private static string[] Short(IEnumerable<string> requirements) =>
        [.. requirements.Select(r => r["PVMC-".Length..]).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>A cell of the table: what is of one side only has its name in brackets.</summary>
    private sealed class Cell
    {
        private readonly string[] _parts;

        internal Cell(string world, int column)
        {
            var row = File.ReadAllLines(Repository.PathOf("docs", "drivers.md"))
                .SingleOrDefault(l => l.StartsWith($"| {world} |", StringComparison.Ordinal));
            _parts = (row?.Split('|')[column + 1] ?? "").Split(',',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        }

        internal IEnumerable<string> Both => _parts.Where(p => !p.EndsWith(')'));

        internal IEnumerable<string> ModelOnly => Of("(model)");

        internal IEnumerable<string> SourceOnly => Of("(source)");

        private IEnumerable<string> Of(string side) => _parts
            .Where(p => p.EndsWith(side, StringComparison.Ordinal)).Select(p => p.Split(' ')[0]);
    }
}
