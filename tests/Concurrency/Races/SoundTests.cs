// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Pvmemcontrol.Concurrency.Replays;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Concurrency.Races;

/// <summary>
/// The implementation, in every race, under every strategy. The classes run at once: a task that hands over to another
/// leaves its CPU idle for a moment.
/// </summary>
public abstract class SoundTests
{
    /// <summary>More than 20,000 schedules in a long run, and a third of that otherwise.</summary>
    private static readonly int Share = Effort.SkipsLong is null ? 1 : 3;

    /// <summary>Schedules of a race under a strategy.</summary>
    private protected static int SchedulesOf(Strategy strategy) => strategy switch
    {
        // Each takes three times as long as one of the others, and most end at the limit of steps in a task that spins.
        Strategy.QLearning => 48 / Share,
        Strategy.Random or Strategy.Probabilistic or Strategy.Prioritization or Strategy.FairPrioritization
            or Strategy.DelayBounding => 198 / Share,
        _ => throw new ArgumentOutOfRangeException(nameof(strategy)),
    };

    /// <summary>No schedule shows a violation, and the interesting situations of the race occur.</summary>
    private protected static void AssertHolds(string name)
    {
        var race = AllRaces.Find(name);
        var reached = new HashSet<string>();
        foreach (var strategy in Strategies.All)
        {
            var schedules = SchedulesOf(strategy);
            var result = Search.Run(race, Parts.Sound, strategy, schedules);
            Note(name, strategy, result);
            if (result.Finding is not null)
            {
                Assert.Fail(Explain(name, strategy, result));
            }

            Assert.Empty(result.Uncontrolled);
            Assert.Equal(schedules, result.Schedules);
            Assert.InRange(result.Unended, 0, Strategies.IsFair(strategy) ? 0 : schedules - 1);
            reached.UnionWith(result.Situations);
        }

        Assert.All(race.Situations, situation => Assert.Contains(situation, reached));
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
