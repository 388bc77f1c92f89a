// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Checking;
using Pvmemcontrol.Model.Driver;
using Pvmemcontrol.Model.Engine;
using Pvmemcontrol.Model.Setup;
using Pvmemcontrol.Model.Steps;
using Xunit;

namespace Pvmemcontrol.Properties.Worlds;

/// <summary>
/// The reduced search says what the full one says, in all small worlds and with all drivers, broken ones too; and what
/// it claims of steps is true of the steps.
/// </summary>
public sealed class ReductionTests
{
    private static readonly ExplorationOptions ToTheEnd = new() { StopAtViolation = false };

    public static TheoryData<string> Small { get; } =
        [.. Model.NamedWorlds.Worlds.All.Where(w => !w.IsLarge).Select(w => w.Name)];

    [Theory]
    [MemberData(nameof(Small))]
    public void It_finds_what_the_full_search_finds(string name) => Assert.All(Cases(name), world =>
    {
        var full = Explorer.Explore(Checkable.Of(world), ToTheEnd);
        var reduced = ReducedSearch.Raw(world, ToTheEnd).Exploration;
        Assert.Equal(ExplorationEnd.Exhausted, reduced.End);
        Assert.Equal(Verdicts(full), Verdicts(reduced));
        Assert.Equal<string>([.. full.Unreached], [.. reduced.Unreached]);
        if (!full.Violations.IsEmpty)
        {
            Assert.Equal(Lengths(full), Lengths(ReducedSearch.Explore(world, ToTheEnd)));
        }
    });

    [Theory]
    [MemberData(nameof(Small))]
    public void Steps_that_it_takes_for_independent_are(string name)
    {
        Assert.All(Cases(name), world =>
        {
            var (reduced, spots, known) = ReducedSearch.Raw(world, ToTheEnd);
            var check = Independence.Of(world, spots, known);
            Assert.Null(check.Contradiction);

            // Where states are saved, something was claimed.
            Assert.True(check.Claims > 0 || reduced.States == check.States);
        });
    }

    /// <summary>The check can fail: it catches a reduction that knows nothing of steps.</summary>
    [Theory]
    [InlineData("two-ioctls-one-file")]
    [InlineData("ioctl-vs-remove")]
    [InlineData("rt-ioctls-vs-remove")]
    [InlineData("two-devices")]
    public void A_reduction_that_knows_nothing_is_caught(string name)
    {
        var world = new BoundedWorld(Model.NamedWorlds.Worlds.Find(name)!, new V4Driver());
        var spots = new Spots(world.States);
        Assert.NotNull(Independence.Of(world, spots, new Known(world.States, spots)).Contradiction);
    }

    /// <summary>Nor does it suffice to learn from one search.</summary>
    [Theory]
    [InlineData("ioctl-vs-remove")]
    [InlineData("rt-ioctls-vs-remove")]
    [InlineData("two-devices")]
    public void A_reduction_that_stops_learning_too_early_is_caught(string name)
    {
        var world = new BoundedWorld(Model.NamedWorlds.Worlds.Find(name)!, new V4Driver());
        var spots = new Spots(world.States);
        var nothing = new Known(world.States, spots);
        var moves = new ReducedMoves(
            world, spots, nothing, new Reduction(world.States, spots, nothing, default));
        Explorer.Explore(Checkable.Of(world, moves), ToTheEnd);
        Assert.NotNull(Independence.Of(world, spots, nothing.And(moves.News.Keys)).Contradiction);
    }

    [Theory]
    [InlineData("three-cpus")]
    [InlineData("two-devices-in-use")]
    [InlineData("rt-three-tasks")]
    public void A_large_world_holds_with_a_third_of_the_states(string name)
    {
        var world = new BoundedWorld(Model.NamedWorlds.Worlds.Find(name)!, new HardenedDriver());
        var full = Explorer.Explore(Checkable.Of(world), new ExplorationOptions());
        var reduced = ReducedSearch.Explore(world, new ExplorationOptions());
        Assert.True(full.Holds, full.Summary);
        Assert.True(reduced.Holds, reduced.Summary);
        Assert.InRange(reduced.States * 3, 1, full.States);
    }

    [Theory]
    [InlineData("three-cpus")]
    [InlineData("two-devices-in-use")]
    [InlineData("rt-three-tasks")]
    public void Published_revisions_violate_nothing_in_a_large_world_that_small_ones_do_not_show(string name) =>
        Assert.All<GuestDriver>([new V4Driver(), new V5Driver()], driver =>
        {
            var world = new BoundedWorld(Model.NamedWorlds.Worlds.Find(name)!, driver);
            var found = ReducedSearch.Raw(world, ToTheEnd with { Threads = 2 }).Exploration;
            Assert.Equal(ExplorationEnd.Exhausted, found.End);
            Assert.Subset(
                Model.NamedWorlds.Worlds.All.Where(w => !w.IsLarge)
                    .SelectMany(w => WorldSearch.Violated(WorldSearch.Exhaust(w.Name, driver))).ToHashSet(),
                WorldSearch.Violated(found).ToHashSet());
        });

    [Fact]
    public void The_largest_world_is_exhausted()
    {
        var world = new BoundedWorld(Model.NamedWorlds.Worlds.Find("everything")!, new HardenedDriver());
        var found = ReducedSearch.Explore(world, new ExplorationOptions { Threads = 2 });
        Assert.True(found.Holds, found.Summary);
        Assert.EndsWith(", reduced", found.Summary, StringComparison.Ordinal);
    }

    private static IEnumerable<BoundedWorld> Cases(string name)
    {
        var setup = Model.NamedWorlds.Worlds.Find(name)!;
        GuestDriver[] drivers =
        [
            new HardenedDriver(), new V4Driver(), new V5Driver(),
            .. BrokenModel.All.Where(m => m.Device is null && m.Name is not ("v4" or "v5")).Select(m => m.Driver),
        ];
        var devices = BrokenModel.All.Where(m => m.World == name && m.Device is not null)
            .Select(m => new BoundedWorld(setup with { Device = m.Device! }, m.Driver));
        return [.. drivers.Select(driver => Searchable(setup, driver)).OfType<BoundedWorld>(), .. devices];
    }

    /// <summary>A world has no bits for what a broken driver does there that it was not written for.</summary>
    private static BoundedWorld? Searchable(WorldSetup setup, GuestDriver driver)
    {
        try
        {
            var world = new BoundedWorld(setup, driver);
            Explorer.Explore(Checkable.Of(world), ToTheEnd);
            return world;
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static string[] Verdicts(Exploration exploration) =>
        [.. exploration.Violations.Select(v => $"{v.Requirement} {v.Kind}").Order(StringComparer.Ordinal)];

    private static string[] Lengths(Exploration exploration) => [.. exploration.Violations
        .Select(v => $"{v.Requirement} {v.Kind}: {v.Steps.Length}").Order(StringComparer.Ordinal)];
}
