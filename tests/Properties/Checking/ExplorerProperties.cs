// SPDX-License-Identifier: Apache-2.0

using System.Numerics;
using FsCheck.Xunit;
using Pvmemcontrol.Model.Checking;

namespace Pvmemcontrol.Properties.Checking;

/// <summary>On any graph the explorer finds just what is there, with either key and any number of threads.</summary>
public sealed class ExplorerProperties
{
    [Property(MaxTest = 100, EndSize = 1_000_000)]
    public void It_finds_the_nearest_violation_and_counts_what_it_saw(int seed) => Check(Graph.Random(seed), true);

    [Property(MaxTest = 100, EndSize = 1_000_000)]
    public void It_continues_on_request_and_finds_the_nearest_of_each(int seed) => Check(Graph.Random(seed), false);

    [Property(MaxTest = 100, EndSize = 1_000_000)]
    public void It_finds_the_nearest_state_from_which_the_goal_is_out_of_reach(int seed) =>
        Check(Graph.RandomHarmless(seed), true);

    private static void Check(Graph graph, bool stop)
    {
        Check<ulong>(graph, stop);
        Check<UInt128>(graph, stop);
    }

    private static void Check<TKey>(Graph graph, bool stop)
        where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
    {
        for (var threads = 1; threads <= 3; threads++)
        {
            var options = new ExplorationOptions { Threads = threads, StopAtViolation = stop };
            ExplorerContract.Holds<TKey>(Explorer.Explore, graph, options);
        }
    }
}
