// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Checking;
using Xunit;

namespace Pvmemcontrol.Properties.Checking;

/// <summary>A search that was not exhaustive says so, and how far it got.</summary>
public sealed class BoundsTests
{
    private static readonly CountersWorld<ulong> World = new(5, 9);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_bound_on_states_stops_at_the_same_place_for_any_number_of_threads(int threads)
    {
        var found = Explorer.Explore(World, new ExplorationOptions { Threads = threads, MaxStates = 55_000 });
        Assert.Equal(ExplorationEnd.StatesBound, found.End);
        Assert.Equal((50_000, 22), (found.States, found.Depth));
        Assert.Equal(Edges(22), found.Transitions);
        Assert.Equal("not exhausted: stopped by the bound on states at 50,000 states, depth 22; "
            + "bounds: 5 counters up to 9", found.Summary);
        Assert.False(found.Holds);
    }

    [Fact]
    public void A_bound_that_is_just_enough_stops_nothing() =>
        Assert.True(Explorer.Explore(World, new ExplorationOptions { MaxStates = 100_000 }).Holds);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_violation_in_the_last_level_before_the_bound_is_not_missed(int threads)
    {
        var world = new CountersWorld<ulong>(5, 9) { BadSum = 22 };
        var found = Explorer.Explore(world, new ExplorationOptions { Threads = threads, MaxStates = 55_000 });
        Assert.Equal(ExplorationEnd.Violation, found.End);
        Assert.Equal(22, Assert.Single(found.Violations).Steps.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_bound_on_memory_is_kept(int threads)
    {
        var world = new CountersWorld<ulong>(8, 15);
        const long Bound = 8 << 20;
        var found = Explorer.Explore(world, new ExplorationOptions { Threads = threads, MaxBytes = Bound });
        Assert.Equal(ExplorationEnd.MemoryBound, found.End);
        Assert.InRange(found.Bytes, Bound / 2, Bound * 9 / 8);
        Assert.Contains("by the bound on memory", found.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Cancelled_it_reports_how_far_it_got(int threads)
    {
        using var source = new CancellationTokenSource();
        var found = Explorer.Explore(new CountersWorld<ulong>(8, 15), new ExplorationOptions
        {
            Threads = threads,
            Cancellation = source.Token,
            Progress = p =>
            {
                if (p.States > 100_000)
                {
                    source.Cancel();
                }
            },
        });
        Assert.Equal(ExplorationEnd.Cancelled, found.End);
        Assert.InRange(found.States, 10_000, 1_000_000);
        Assert.Contains("stopped before its end", found.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Progress_is_reported_on_the_thread_that_asked_and_may_throw(int threads)
    {
        var (here, last) = (Environment.CurrentManagedThreadId, 0L);
        Explorer.Explore(World, new ExplorationOptions
        {
            Threads = threads,
            Progress = p =>
            {
                Assert.Equal(here, Environment.CurrentManagedThreadId);
                Assert.InRange(p.States, last, 100_000);
                last = p.States;
            },
        });
        Assert.Equal(100_000, last);
        Assert.Throws<NotSupportedException>(() => Explorer.Explore(World, new ExplorationOptions
        {
            Threads = threads,
            Progress = p => throw new NotSupportedException($"{p.Depth}"),
        }));
    }

    // Steps from states whose sum is at most so much.
    private static long Edges(int depth) => Enumerable.Range(0, 100_000).Select(Digits)
        .Where(d => d.Sum() <= depth).Sum(d => d.Count(digit => digit < 9));

    private static int[] Digits(int n) => [n % 10, n / 10 % 10, n / 100 % 10, n / 1000 % 10, n / 10_000];
}
