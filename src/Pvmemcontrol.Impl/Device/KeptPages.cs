// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Impl.Device;

/// <summary>
/// Consecutive pages that two memory maps have in common: the same guest physical addresses on the same host addresses.
/// </summary>
/// <param name="From">Index of the first page in the old layout.</param>
/// <param name="To">Index of the first page in the new layout.</param>
/// <param name="Count">How many, at least 1.</param>
internal readonly record struct KeptPages(int From, int To, int Count)
{
    /// <summary>All of them, in ascending order; each lies in one region on both sides.</summary>
    internal static List<KeptPages> Between(GuestMemory old, GuestMemory next)
    {
        var kept = new List<KeptPages>();
        var (from, to) = (old.Layout.Regions, next.Layout.Regions);
        for (int i = 0, j = 0; i < from.Length && j < to.Length;)
        {
            var start = Math.Max(from[i].Start, to[j].Start);
            var end = Math.Min(from[i].End, to[j].End);
            if (start < end && from[i].Backing == to[j].Backing
                && old.BaseOf(i) + (nint)(start - from[i].Start) == next.BaseOf(j) + (nint)(start - to[j].Start))
            {
                kept.Add(new KeptPages(
                    old.Layout.FirstPage(i) + PagesTo(start, from[i]),
                    next.Layout.FirstPage(j) + PagesTo(start, to[j]),
                    (int)((end - start) >> PageGeometry.Shift)));
            }

            (i, j) = from[i].End <= to[j].End ? (i + 1, j) : (i, j + 1);
        }

        return kept;
    }

    private static int PagesTo(ulong address, in Region region) =>
        (int)((address - region.Start) >> PageGeometry.Shift);
}
