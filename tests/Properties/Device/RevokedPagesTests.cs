// SPDX-License-Identifier: Apache-2.0

using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Pvmemcontrol.Impl.Device;
using Xunit;

namespace Pvmemcontrol.Properties.Device;

/// <summary>The bits of revoked pages against a plain set of page numbers.</summary>
public sealed class RevokedPagesTests
{
    private const int Pages = 150;

    private sealed record Change(bool IsAdded, int Start, int End);

    private static readonly Gen<Change> Changes =
        from isAdded in Gen.Elements(true, true, false)
        from start in Gen.Choose(0, Pages - 1)
        from length in Gen.Choose(1, 80)
        select new Change(isAdded, start, Math.Min(Pages, start + length));

    [Property(MaxTest = 200)]
    [Trait("Requirement", "PVMC-DEV-047")]
    public Property Every_range_overlaps_exactly_when_the_set_has_a_page_of_it() =>
        Prop.ForAll(Changes.ArrayOf().ToArbitrary(), changes =>
        {
            var revoked = new RevokedPages(Pages);
            var set = new HashSet<int>();
            foreach (var change in changes)
            {
                Apply(change, revoked, set);
            }

            return AllRanges().All(r =>
                revoked.Overlaps(r.Start, r.End) == PagesOf(r.Start, r.End).Any(set.Contains));
        });

    private static void Apply(Change change, RevokedPages revoked, HashSet<int> set)
    {
        var pages = PagesOf(change.Start, change.End);
        if (change.IsAdded)
        {
            revoked.Add(change.Start, change.End);
            set.UnionWith(pages);
        }
        else
        {
            revoked.Remove(change.Start, change.End);
            set.ExceptWith(pages);
        }
    }

    private static IEnumerable<int> PagesOf(int start, int end) => Enumerable.Range(start, end - start);

    private static IEnumerable<(int Start, int End)> AllRanges() =>
        from start in Enumerable.Range(0, Pages)
        from end in Enumerable.Range(start + 1, Pages - start)
        select (start, end);
}
