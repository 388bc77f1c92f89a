// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Checking;
using Pvmemcontrol.Model.Driver;
using Pvmemcontrol.Model.Engine;
using Xunit;

namespace Pvmemcontrol.Properties.Worlds;

/// <summary>The hardened driver in every world but the large ones, which <c>pvmemcontrol check</c> searches.</summary>
public sealed class HardenedTests
{
    private const string Largest = "everything";

    public static TheoryData<string> Small { get; } =
        [.. Model.NamedWorlds.Worlds.All.Where(w => !w.IsLarge).Select(w => w.Name)];

    [Theory]
    [MemberData(nameof(Small))]
    public void Nothing_is_violated_and_every_situation_is_reached(string world)
    {
        var exploration = WorldSearch.Exhaust(world, new HardenedDriver());
        Assert.Empty(WorldSearch.Violated(exploration));
        Assert.Empty(exploration.Unreached);
        Assert.Equal(ExplorationEnd.Exhausted, exploration.End);
    }

    [Fact]
    public void The_large_world_holds_as_far_as_it_is_searched_here()
    {
        var world = Checkable.Of(
            new BoundedWorld(Model.NamedWorlds.Worlds.Find(Largest)!, new HardenedDriver()));
        var exploration = Explorer.Explore(world, new ExplorationOptions { MaxStates = 500_000, Threads = 2 });
        Assert.Empty(exploration.Violations);
        Assert.Equal(ExplorationEnd.StatesBound, exploration.End);
    }

    [Fact]
    public void The_names_of_worlds_are_unique() =>
        Assert.Distinct(Model.NamedWorlds.Worlds.All.Select(w => w.Name));
}
