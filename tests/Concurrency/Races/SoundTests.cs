// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Pvmemcontrol.Concurrency.Replays;
using Pvmemcontrol.Concurrency.Support;
using Xunit;

namespace Pvmemcontrol.Concurrency.Races;

/// <summary>The implementation, in every race, under every strategy.</summary>
public sealed class SoundTests
{
    /// <summary>For each race and strategy; more than 20,000 in all.</summary>
    private const int Schedules = 225;

    public static TheoryData<string> Races { get; } = [.. AllRaces.All.Select(race => race.Name)];

    [Theory]
    [MemberData(nameof(Races))]
    public void The_implementation_holds_in_every_schedule_and_gets_into_every_situation(string name)
    {
        var race = AllRaces.Find(name);
        var reached = new HashSet<string>();
        foreach (var strategy in Strategies.All)
        {
            var result = Search.Run(race, Parts.Sound, strategy, Schedules);
            Note(name, strategy, result);
            Assert.True(result.Finding is null, Explain(name, strategy, result));
            Assert.Empty(result.Uncontrolled);
            Assert.Equal(Schedules, result.Schedules);
            reached.UnionWith(result.Situations);
        }

        Assert.All(race.Situations, situation => Assert.Contains(situation, reached));
    }

    [Fact]
    public void There_are_more_than_twenty_thousand_schedules_in_batches_of_a_few_thousand_at_the_most()
    {
        Assert.InRange(Schedules, 1, 3_000);
        Assert.InRange(Schedules * Strategies.All.Length * AllRaces.All.Length, 20_000, int.MaxValue);
    }

    [Fact]
    public void A_situation_that_no_schedule_gets_into_is_missed()
    {
        // One lock for all channels: nothing is wrong in any schedule, and two requests are never in flight.
        var broken = new Parts
        {
            Device = (memory, host) => new Broken.Dev071OneRequestAtATime(Parts.SoundDevice(memory, host)),
        };
        var result = Search.Run(new ParallelRace(), broken, Strategy.Random, Schedules);
        Assert.Null(result.Finding);
        Assert.DoesNotContain(Situations.TwoInFlight, result.Situations);
    }

    private static void Note(string race, Strategy strategy, SearchResult result)
    {
        var total = Summary.Count(result);
        Summary.Note("sound", string.Create(CultureInfo.InvariantCulture,
            $"{race,-27} {strategy,-18} {result.Schedules,5:N0} schedules, {result.Distinct,5:N0} distinct, "
            + $"{result.Schedules / result.Elapsed.TotalSeconds,5:N0} a second, {result.Unended,3} without an end, "
            + $"at most {result.Steps,5:N0} steps"));
        Summary.Total(string.Create(CultureInfo.InvariantCulture,
            $"{total.Schedules:N0} schedules of sound code, {total.Schedules / total.Seconds:N0} a second, "
            + $"{100.0 * total.Repeats / total.Schedules:N0} % repeats"));
    }

    private static string Explain(string race, Strategy strategy, SearchResult result) =>
        $"{result.Finding}\n{race}, {strategy}, schedule {result.Schedules}; written to "
        + $"{ScheduleFile.Save(race, ScheduleFile.Sound, result, ScheduleFile.Folder)}\n"
        + string.Join('\n', Table.Lines(result.Journal));
}
