// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Drivers.Processes;
using Pvmemcontrol.Drivers.WorldFiles;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Sources;

/// <summary>Worlds as text.</summary>
public sealed class WorldTextTests
{
    [Fact]
    public void Every_world_of_a_source_is_the_same_after_it_was_written_and_read()
    {
        foreach (var world in DriverRun.Worlds)
        {
            var read = WorldText.Parse(WorldText.Write(world), "a world");
            Assert.Equal(WorldText.Write(world), WorldText.Write(read));
            Assert.Equal(world.Bounds, read.Bounds);
            Assert.Equal((world.Devices, world.Files, world.Faults), (read.Devices, read.Files, read.Faults));
            Assert.Equal(world.Before.Select(c => $"{c}"), read.Before.Select(c => $"{c}"));
        }
    }

    [Theory]
    [InlineData("task A:\n  fly", "my.world:2: 'fly' is not a call")]
    [InlineData("  open file 0", "my.world:1: 'open file 0' stands below no before:")]
    [InlineData("cpus: 99", "my.world:1: '99' is not a number from 1 to 8")]
    [InlineData("faults: 1 of rain", "my.world:1: faults: there is no 'rain'; there are allocation,")]
    [InlineData("weather: bad", "my.world:1: 'weather: bad': there is no such setting")]
    [InlineData("task A:\n  open file 0\ntask A:\n  open file 1", "my.world:4: the name 'A' is taken")]
    [InlineData("title: nobody", "my.world: a world has from 1 to 8 tasks")]
    public void What_is_no_world_is_refused_with_the_number_of_its_line(string text, string said)
    {
        var message = Assert.Throws<WorldTextException>(() => WorldText.Parse(text, "my.world")).Message;
        Assert.StartsWith(said, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [CFact]
    public void The_world_in_the_documentation_holds_for_the_hardened_driver()
    {
        var document = File.ReadAllText(Repository.PathOf("docs", "drivers.md"));
        var begin = document.IndexOf("```\nworld: ", StringComparison.Ordinal) + 4;
        var world = WorldText.Parse(document[begin..document.IndexOf("```", begin, StringComparison.Ordinal)], "x");
        var report = DriverCheck.Run(DriverCheck.Options(DriverEdit.Hardened, [world]));
        Assert.Empty(report.Defects.Select(d => $"{d.Requirement.Id}: {d.Finding.Text}"));
        Assert.Equal(1, report.Worlds.Single().ExhaustedBound);
    }

    [Fact]
    public void The_documentation_names_every_call_and_every_fault()
    {
        var document = File.ReadAllText(Repository.PathOf("docs", "drivers.md"));
        Assert.All(WorldText.Faulty, f => Assert.Contains($"`{f}`", document, StringComparison.Ordinal));
        Assert.All(WorldText.Words.Where(w => !w.Any(c => c is '1' or '2' or '3')),
            w => Assert.Contains(w, document, StringComparison.Ordinal));
    }
}
