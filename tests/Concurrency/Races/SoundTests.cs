// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Concurrency.Support;
using Xunit;

namespace Pvmemcontrol.Concurrency.Races;

/// <summary>The implementation, in every race, under every strategy.</summary>
public sealed class SoundTests
{
    private const int Schedules = 60;

    public static TheoryData<string> Races { get; } = [.. AllRaces.All.Select(race => race.Name)];

    [Theory]
    [MemberData(nameof(Races))]
    public void The_implementation_holds_in_every_schedule(string name)
    {
        var race = AllRaces.Find(name);
        var reached = new HashSet<string>();
        foreach (var strategy in Strategies.All)
        {
            var result = Search.Run(race, Parts.Sound, strategy, Schedules);
            Console.Error.WriteLine($"{name} {strategy} {result.Schedules} {result.Distinct} {result.Elapsed.TotalSeconds:0.0}s unended {result.Unended} steps {result.Steps}");
            Assert.True(result.Finding is null, result.Finding + "\n" + string.Join("\n", result.Journal.Rows.Where(r => r.Actor != "").Select(r => $"{r.Actor,-8} {r.What}")));
            Assert.Empty(result.Uncontrolled);
            reached.UnionWith(result.Situations);
        }

        Assert.All(race.Situations, situation => Assert.Contains(situation, reached));
    }
}
