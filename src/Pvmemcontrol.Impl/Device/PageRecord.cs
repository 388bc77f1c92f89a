// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Impl.Device;

/// <summary>
/// What guests changed of each page's mapping, and the resulting number of VMAs and locked pages. It takes two bytes
/// per page, so that no guest can make it grow. Possible effects of a failed call count. A change costs a walk over its
/// pages. Ranges lie in one region and are not empty. Not thread-safe.
/// </summary>
internal sealed class PageRecord
{
    /// <summary>How far an attribute is shifted to say that it is in doubt.</summary>
    internal const int InDoubt = 8;

    private const PageMarks AnyDoubt = (PageMarks)((ushort)PageMarks.Attributes << InDoubt);
    private const PageMarks AnyLock = PageMarks.Locked | (PageMarks)((ushort)PageMarks.Locked << InDoubt);
    private const PageMarks AnyRevocation = PageMarks.Revoked | (PageMarks)((ushort)PageMarks.Revoked << InDoubt);

    private readonly PageMarks[] _pages;

    /// <summary>A record of pages that are as they were mapped.</summary>
    internal PageRecord(GuestLayout layout)
    {
        _pages = new PageMarks[layout.PageCount];
        for (var region = 0; region < layout.Regions.Length; region++)
        {
            var first = layout.FirstPage(region);
            var rules = SplitRules.Of(layout.Regions[region].Backing);
            for (var page = 0; page < layout.Regions[region].Pages; page++)
            {
                var constant = (rules.Merges ? PageMarks.None : PageMarks.StaysSplit)
                    | (page % rules.PagesTogether == 0 ? PageMarks.None : PageMarks.NeverEdge);
                if (constant == PageMarks.None)
                {
                    // Not written: the array of a large guest costs memory only where it is.
                    break;
                }

                _pages[first + page] = constant;
            }

            _pages[first] |= PageMarks.NeverEdge;
        }
    }

    /// <summary>The record of another memory map: pages that it has in common with the old one keep theirs.</summary>
    internal PageRecord(GuestLayout layout, PageRecord old, IEnumerable<KeptPages> kept)
        : this(layout)
    {
        foreach (var (from, to, count) in kept)
        {
            for (var i = 0; i < count; i++)
            {
                var marks = old[from + i] & (PageMarks.Attributes | AnyDoubt | PageMarks.OtherName | PageMarks.Edge);
                if (marks != PageMarks.None)
                {
                    _pages[to + i] |= marks;
                }
            }

            // Beside pages that have come, or have other neighbours now, a VMA may begin; at the start of a region none
            // is counted.
            AddEdge(to, true);
            AddEdge(to + count, true);
        }

        for (var page = 0; page < _pages.Length; page++)
        {
            ExtraVmas += IsEdge(page) ? 1 : 0;
            LockedPages += (_pages[page] & AnyLock) == 0 ? 0 : 1;
        }
    }

    /// <summary>How many VMAs there are, at most, beyond the one that each region began as.</summary>
    internal int ExtraVmas { get; private set; }

    /// <summary>How many pages are locked, at most.</summary>
    internal int LockedPages { get; private set; }

    /// <summary>The marks of a page.</summary>
    internal PageMarks this[int page] => _pages[page];

    /// <summary>An attribute in doubt.</summary>
    internal static PageMarks Doubt(PageMarks attribute) => (PageMarks)((ushort)attribute << InDoubt);

    /// <summary>True when the kernel has the attribute for a page: of huge pages it has few.</summary>
    internal bool Has(PageMarks attribute, int page) =>
        (_pages[page] & PageMarks.StaysSplit) == 0 || attribute is PageMarks.Revoked or PageMarks.DontDump;

    /// <summary>True when some page is, or may be, not both readable and writable.</summary>
    internal bool MayBeRevoked(int first, int end)
    {
        var all = PageMarks.None;
        foreach (var page in _pages.AsSpan(first..end))
        {
            all |= page;
        }

        return (all & AnyRevocation) != 0;
    }

    /// <summary>How many VMAs a change splits off, at most; it may merge others.</summary>
    internal int CountSplits(PageChange change, int first, int end) =>
        (IsEdge(first) || !Alters(change, first) ? 0 : CanBeEdge(first))
        + (IsEdge(end) || !Alters(change, end - 1) ? 0 : CanBeEdge(end));

    /// <summary>How many pages of the range are not locked yet, for certain.</summary>
    internal int CountUnlocked(int first, int end)
    {
        var count = 0;
        foreach (var page in _pages.AsSpan(first..end))
        {
            count += (page & AnyLock) == 0 ? 1 : 0;
        }

        return count;
    }

    /// <summary>Where the run ends that begins with a page: pages that agree in the marks asked for.</summary>
    /// <param name="first">The run's first page.</param>
    /// <param name="limit">Where the region ends.</param>
    /// <param name="asked">The marks to compare.</param>
    /// <param name="isAnyAlike">Whether two pages agree if both have some of the marks, even different ones.</param>
    internal int FindRunEnd(int first, int limit, PageMarks asked, bool isAnyAlike = false)
    {
        var end = first + 1;
        var here = _pages[first] & asked;
        while (end < limit
            && ((_pages[end] & asked) == here || (isAnyAlike && here != 0 && (_pages[end] & asked) != 0)))
        {
            end++;
        }

        return end;
    }

    /// <summary>Records a call that succeeded.</summary>
    internal void Succeeded(PageChange change, int first, int end)
    {
        Uncount(first, end);
        KeepEdgesThatStay(first, end);
        var settled = change.About | Doubt(change.About);
        foreach (ref var page in _pages.AsSpan(first..end))
        {
            page = (page & ~settled) | change.Sets;
        }

        // Beside a page in doubt it is unknown whether there is an edge.
        AddEdge(first, first > 0 && (_pages[first - 1] & Doubt(change.About)) != 0);
        AddEdge(end, end < _pages.Length && (_pages[end] & Doubt(change.About)) != 0);
        DropSettledEdges(first, end);
        if (change.About == PageMarks.Named)
        {
            SetNameEdges(first, end);
        }

        Count(first, end);
    }

    /// <summary>
    /// Records a call that failed, with what it may have done: the kernel works from the first page on and may have
    /// stopped anywhere, which makes an edge where it began and another where it stopped. The old attributes stay, and
    /// with them the edges between them, as it may have stopped earlier. (Where it stopped is unknown. If a later call
    /// settles the assumed place and not the true one, one VMA too few is counted for this failed call.)
    /// </summary>
    internal void Failed(PageChange change, int first, int end)
    {
        Uncount(first, end);
        var hasWork = false;
        for (var page = first; page < end; page++)
        {
            if (Alters(change, page))
            {
                _pages[page] |= Doubt(change.About);
                hasWork = true;
            }
        }

        AddEdge(first, hasWork);
        var stop = end;
        while (hasWork && stop > first && (CanBeEdge(stop) == 0 || IsEdge(stop)))
        {
            stop--;
        }

        AddEdge(stop, hasWork);
        Count(first, end);
    }

    /// <summary>True when the call changes the page, or may change it.</summary>
    private bool Alters(PageChange change, int page) =>
        (_pages[page] & change.About) != change.Sets
        || (_pages[page] & Doubt(change.About)) != 0
        || change.Sets == PageMarks.Named;

    private int CanBeEdge(int page) =>
        page > 0 && page < _pages.Length && (_pages[page] & PageMarks.NeverEdge) == 0 ? 1 : 0;

    /// <summary>True when a VMA begins, or may begin, with the page, caused by a guest.</summary>
    private bool IsEdge(int page)
    {
        if (page <= 0 || page >= _pages.Length)
        {
            return false;
        }

        var here = _pages[page];
        return (here & PageMarks.NeverEdge) == 0
            && (((here ^ _pages[page - 1]) & PageMarks.Attributes) != 0
                || (here & (PageMarks.OtherName | PageMarks.Edge)) != 0);
    }

    private void AddEdge(int page, bool condition)
    {
        if (condition && page < _pages.Length)
        {
            _pages[page] |= PageMarks.Edge;
        }
    }

    private void KeepEdgesThatStay(int first, int end)
    {
        if ((_pages[first] & PageMarks.StaysSplit) != 0)
        {
            for (var page = first; page <= end; page++)
            {
                AddEdge(page, IsEdge(page));
            }
        }
    }

    /// <summary>Between two pages that are not in doubt an edge is where the attributes say so.</summary>
    private void DropSettledEdges(int first, int end)
    {
        for (var page = Math.Max(first, 1); page <= end && page < _pages.Length; page++)
        {
            if ((_pages[page] & PageMarks.StaysSplit) == 0 && ((_pages[page] | _pages[page - 1]) & AnyDoubt) == 0)
            {
                _pages[page] &= ~PageMarks.Edge;
            }
        }
    }

    private void SetNameEdges(int first, int end)
    {
        for (var page = first; page <= end && page < _pages.Length; page++)
        {
            var isBorder = page == first || page == end;
            var areBothNamed = page > 0 && (_pages[page] & _pages[page - 1] & PageMarks.Named) != 0;
            _pages[page] = isBorder && areBothNamed
                ? _pages[page] | PageMarks.OtherName
                : _pages[page] & ~PageMarks.OtherName;
        }
    }

    private void Count(int first, int end) => Count(first, end, 1);

    private void Uncount(int first, int end) => Count(first, end, -1);

    private void Count(int first, int end, int sign)
    {
        for (var page = first; page <= end; page++)
        {
            ExtraVmas += IsEdge(page) ? sign : 0;
        }

        LockedPages += sign * (end - first - CountUnlocked(first, end));
    }
}
