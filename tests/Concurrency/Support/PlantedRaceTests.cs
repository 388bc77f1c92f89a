// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Globalization;
using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Concurrency.Support;

/// <summary>A planted race, which every search must find.</summary>
public sealed class PlantedRaceTests
{
    [Theory]
    [InlineData(Strategy.Random)]
    [InlineData(Strategy.Probabilistic)]
    [InlineData(Strategy.Prioritization)]
    [InlineData(Strategy.FairPrioritization)]
    [InlineData(Strategy.DelayBounding)]
    [InlineData(Strategy.QLearning)]
    public void A_use_after_free_without_a_lock_in_between_is_found(Strategy strategy)
    {
        var result = Search.Run(new UseAfterFree(), Parts.Sound, strategy, 1_000);
        Summary.Note("planted", string.Create(CultureInfo.InvariantCulture,
            $"{strategy,-18} {result.Schedules,5:N0} schedules"));
        Assert.StartsWith("PVMC-DRV-030: ", result.Finding, StringComparison.Ordinal);
    }

    /// <summary>Looks something up under a lock, gives the lock back, uses it; another task frees it.</summary>
    private sealed class UseAfterFree : Race
    {
        internal override string Name => "planted";

        internal override string Title => "Look up, unlock, use.";

        internal override ImmutableArray<string> Situations => [];

        internal override ImmutableArray<Requirement> Requirements => [DriverRequirements.RemoveWaits];

        internal override void Run(Schedule schedule, Parts parts)
        {
            var place = new Place();
            schedule.Start("user", () =>
            {
                Thing? found;
                lock (place)
                {
                    found = place.Thing;
                }

                schedule.Require(found?.IsFreed != true, DriverRequirements.RemoveWaits, "it was freed");
            });
            schedule.Start("owner", () =>
            {
                lock (place)
                {
                    place.Thing!.IsFreed = true;
                    place.Thing = null;
                }
            });
            schedule.Join();
        }
    }

    private sealed class Place
    {
        internal Thing? Thing = new();
    }

    private sealed class Thing
    {
        internal bool IsFreed;
    }
}
