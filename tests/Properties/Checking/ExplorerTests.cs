// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Bench.Spin.Worlds;
using Pvmemcontrol.Model.Checking;
using Xunit;

namespace Pvmemcontrol.Properties.Checking;

/// <summary>Worlds with wide levels, where several threads really share the work.</summary>
public sealed class ExplorerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Counts_are_those_of_arithmetic_for_any_number_of_threads(int threads)
    {
        var found = Explorer.Explore(new CountersWorld<ulong>(5, 9), new ExplorationOptions { Threads = threads });
        Assert.Equal((100_000, 450_000, 45, 6_000),
            (found.States, found.Transitions, found.Depth, found.MaxFrontier));
        Assert.True(found.Holds);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Wide_keys_are_counted_as_well_wherever_their_bits_are(int threads)
    {
        var world = new CountersWorld<UInt128>(5, 9, 0, 30, 62, 95, 124);
        var found = Explorer.Explore(world, new ExplorationOptions { Threads = threads });
        Assert.Equal((100_000, 450_000, 45), (found.States, found.Transitions, found.Depth));
    }

    // What Spin 6.5.2 stores for bench/spin/Models, depth-first and breadth-first; it counts the initial state as a
    // transition, and the depth of the breadth-first search is ours.
    [Theory]
    [InlineData("removal", 2_184_025, 16_986_107, 28)]
    [InlineData("handshake", 2_097_200, 19_398_716, 67)]
    public void Spin_counts_the_same(string name, long stored, long transitions, int depth)
    {
        var world = BenchWorlds.All.Single(w => w.Name == name);
        var found = Explorer.Explore(world, new ExplorationOptions { Threads = 2 });
        Assert.Equal((stored, transitions - 1, depth), (found.States, found.Transitions, found.Depth));
    }

    [Fact]
    public void The_counterexample_does_not_depend_on_the_number_of_threads()
    {
        string[] shown = [.. Enumerable.Range(1, 3).Select(threads => Render(Explorer.Explore(
            new CountersWorld<ulong>(6, 7) { BadSum = 20 }, new ExplorationOptions { Threads = threads })))];
        Assert.Equal(shown[0], shown[1]);
        Assert.Equal(shown[0], shown[2]);

        // The smallest of many: the last counters, which are the high bits, have counted least.
        Assert.EndsWith("7 7 6 0 0 0", shown[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5, 14, 759_375)]
    [InlineData(6, 9, 1_000_000)]
    [InlineData(10, 3, 1_048_576)]
    [InlineData(6, 10, 1_771_561)]
    public void Memory_for_a_narrow_state_stays_below_24_bytes_when_there_are_many(int counters, int max, long states)
    {
        var found = Explorer.Explore(new CountersWorld<ulong>(counters, max), new ExplorationOptions());
        Assert.Equal(states, found.States);
        Assert.InRange((double)found.Bytes / found.States, 8, 22);
    }

    [Fact]
    public void It_may_be_more_for_fewer_where_the_table_has_just_doubled()
    {
        var found = Explorer.Explore(new CountersWorld<ulong>(6, 8), new ExplorationOptions());
        Assert.Equal(531_441, found.States);
        Assert.InRange((double)found.Bytes / found.States, 24, 30);
    }

    [Fact]
    public void Memory_for_a_wide_state_stays_below_40_bytes()
    {
        var found = Explorer.Explore(new CountersWorld<UInt128>(6, 9), new ExplorationOptions());
        Assert.InRange((double)found.Bytes / found.States, 16, 36);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void What_the_world_throws_comes_out(int threads) => Assert.Throws<NotSupportedException>(() =>
        Explorer.Explore(
            new CountersWorld<ulong>(5, 9) { ThrowingSum = 22 }, new ExplorationOptions { Threads = threads }));

    private static string Render(Exploration found)
    {
        var violation = Assert.Single(found.Violations);
        return string.Join('\n', violation.Steps.Select(s => $"{s.Label.Actor} {s.After}").Prepend(violation.Start));
    }
}
