// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using Pvmemcontrol.Concurrency.Races;
using Pvmemcontrol.Concurrency.Support;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>Runs a race on a broken variant until its requirement is named.</summary>
internal static class MutantRun
{
    /// <summary>The most schedules.</summary>
    internal const int Limit = 2_000;

    private static readonly ConcurrentDictionary<BrokenVariant, Lazy<SearchResult>> Results = new();

    /// <summary>
    /// Runs with one seed after the other: a fault may show in several ways, and a search ends at the first. The result
    /// is that of the last search, with the schedules of all. A variant is searched once per process.
    /// </summary>
    internal static SearchResult Run(BrokenVariant variant) =>
        Results.GetOrAdd(variant, v => new Lazy<SearchResult>(() => Search(v))).Value;

    private static SearchResult Search(BrokenVariant variant)
    {
        // Static state that is initialised on first use adds steps to the first schedule of a process only.
        _ = Support.Search.Run(AllRaces.Find(variant.Race), variant.Parts, variant.Strategy, 1, 1);
        var schedules = 0;
        SearchResult result;
        uint seed = 0;
        do
        {
            result = Support.Search.Run(
                AllRaces.Find(variant.Race), variant.Parts, variant.Strategy, Limit - schedules, ++seed);
            schedules += result.Schedules;
        }
        while (!Names(result, variant) && schedules < Limit);
        return result with { Schedules = schedules };
    }

    /// <summary>True when the requirement was named.</summary>
    internal static bool Names(SearchResult result, BrokenVariant variant) =>
        result.Finding?.StartsWith($"{variant.Requirement}:", StringComparison.Ordinal) == true;
}
