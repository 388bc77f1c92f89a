// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Concurrency.Broken;
using Pvmemcontrol.Concurrency.Support;
using Xunit;
using Xunit.Abstractions;

namespace Pvmemcontrol.Concurrency.Replays;

/// <summary>A failing schedule is written to a file and run again from it.</summary>
[Collection(Alone.Name)]
public sealed class ReplayTests(ITestOutputHelper output)
{
    private const string Variable = "PVMEMCONTROL_SCHEDULE";

    /// <summary>Fails as the schedule did that the variable names; see docs/race-gallery.md.</summary>
    [Fact]
    public void The_schedule_that_is_asked_for_ends_well()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } path)
        {
            var result = ScheduleFile.Load(path).Replay();
            var table = string.Join('\n', Table.Lines(result.Journal));
            output.WriteLine(table);
            Assert.True(result.Finding is null, $"{result.Finding}\n{table}");
        }
    }

    [Theory]
    [InlineData("Drv030V5Remove")]
    [InlineData("Sys007LockOrderInverted")]
    [InlineData("Vmm008SaveDoesNotWait")]
    public void A_schedule_read_back_from_its_file_shows_the_same_in_the_same_steps(string name)
    {
        var variant = BrokenVariant.All.First(v => v.Name == name);
        var found = MutantRun.Run(variant);
        var folder = Directory.CreateTempSubdirectory("pvmemcontrol-schedules").FullName;
        try
        {
            var path = ScheduleFile.Save(variant.Race, ScheduleFile.NameOf(variant), found, folder);
            var again = ScheduleFile.Load(path).Replay();
            Assert.Equal(found.Finding, again.Finding);
            Assert.Equal(found.Journal.Rows, again.Journal.Rows);
            Assert.Equal(1, again.Schedules);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Another_file_is_refused() =>
        Assert.Throws<FormatException>(() => ScheduleFile.Load(Repository.PathOf("README.md")));
}
