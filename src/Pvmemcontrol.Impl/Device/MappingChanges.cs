// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Impl.Device;

/// <summary>
/// The host calls that change attributes of the mapping: bounded, recorded, undone and restored. One at a time; the
/// kernel too splits and merges VMAs one at a time.
/// </summary>
internal sealed class MappingChanges
{
    /// <summary>What a saved state records of a page. Names are not recorded, only that there is one.</summary>
    internal const PageMarks Saved =
        (PageMarks.Attributes & ~PageMarks.Named) | (PageMarks)((int)PageMarks.Locked << PageRecord.InDoubt);

    /// <summary>Unlocked first: a locked page would be populated when it becomes accessible.</summary>
    private static readonly (PageMarks About, FunctionCode Undo)[] UndoOrder =
    [
        (PageMarks.Locked, FunctionCode.MUnlock), (PageMarks.Revoked, FunctionCode.MProtectRW),
        (PageMarks.DontDump, FunctionCode.DontDump), (PageMarks.Mergeable, FunctionCode.Unmergeable),
        (PageMarks.Named, FunctionCode.SetVmaAnonName),
    ];

    /// <summary>The reverse: a page is populated while it is accessible and locked.</summary>
    private static readonly FunctionCode[] RestoreOrder =
    [
        FunctionCode.DontDump, FunctionCode.Mergeable, FunctionCode.MLock,
        FunctionCode.MProtectNone, FunctionCode.MProtectR, FunctionCode.MProtectW,
    ];

    private readonly GuestLayout _layout;
    private readonly IHostCalls _host;
    private readonly DeviceOptions _options;
    private readonly DeviceLog _log;

    /// <summary>
    /// Held over a call and its record: both must have the same order, or a revoked buffer would count as accessible.
    /// </summary>
    private readonly object _lock = new();
    private readonly PageRecord _record;

    /// <summary>Nothing changed yet.</summary>
    internal MappingChanges(GuestLayout layout, IHostCalls host, DeviceOptions options, DeviceLog log)
    {
        _layout = layout;
        _host = host;
        _options = options;
        _log = log;
        _record = new PageRecord(layout);
    }

    /// <summary>The changes that pages keep when the memory map becomes another.</summary>
    /// <param name="old">Those of the old map; no call is under way.</param>
    /// <param name="layout">The new layout.</param>
    /// <param name="host">Calls on the new map.</param>
    /// <param name="kept">The pages that both maps have.</param>
    internal MappingChanges(MappingChanges old, GuestLayout layout, IHostCalls host, IEnumerable<KeptPages> kept)
    {
        _layout = layout;
        _host = host;
        _options = old._options;
        _log = old._log;
        _record = new PageRecord(layout, old._record, kept);
    }

    /// <summary>True when no page of guest RAM has, or may have, changed since it was mapped.</summary>
    internal bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return !FindRuns(PageMarks.Attributes | AllInDoubt, Regions).Any();
            }
        }
    }

    /// <summary>The pages of each region: from the first until before the last.</summary>
    private IEnumerable<(int First, int End)> Regions => _layout.Regions.Select((region, index) =>
        (_layout.FirstPage(index), _layout.FirstPage(index) + region.Pages));

    private static PageMarks AllInDoubt => PageRecord.Doubt(PageMarks.Attributes);

    /// <summary>True when some page of the range is, or may be, not both readable and writable.</summary>
    internal bool MayBeRevoked(in GuestRange range)
    {
        lock (_lock)
        {
            return _record.MayBeRevoked(range.FirstPage, range.EndPage);
        }
    }

    /// <summary>Makes the call of a function that changes attributes.</summary>
    /// <param name="function">One that <see cref="PageChange.IsMadeBy"/> is true of.</param>
    /// <param name="region">Index of the region.</param>
    /// <param name="offset">Bytes from the region's start, page aligned.</param>
    /// <param name="length">Bytes, whole pages, at least one.</param>
    /// <param name="arg">The request's argument.</param>
    /// <returns>0, the errno of the call, or ENOMEM when it would exceed a bound and was not made.</returns>
    internal Errno Perform(FunctionCode function, int region, ulong offset, ulong length, ulong arg)
    {
        var change = PageChange.Of(function, arg);
        var first = _layout.FirstPage(region) + (int)(offset >> PageGeometry.Shift);
        var end = first + (int)(length >> PageGeometry.Shift);
        if (!_record.Has(change.About, first))
        {
            return _host.Call(function, region, offset, length, arg);
        }

        lock (_lock)
        {
            if (Exceeds(change, first, end))
            {
                return Errno.ENOMEM;
            }

            var errno = _host.Call(function, region, offset, length, arg);
            Note(change, first, end, errno);
            return errno;
        }
    }

    /// <summary>
    /// Undoes what guests changed, and nothing else: what the operator locked or protected stays so. What cannot be
    /// undone is logged and stays recorded.
    /// </summary>
    internal void Undo() => Undo(Regions);

    /// <summary>
    /// The same on the pages that leave guest RAM, before they do: where they turn up next, they are as they were
    /// mapped.
    /// </summary>
    /// <param name="kept">The pages that stay, in ascending order.</param>
    internal void UndoAllBut(IReadOnlyList<KeptPages> kept)
    {
        var leaving = new List<(int First, int End)>();
        var next = 0;
        foreach (var (first, end) in Regions)
        {
            var rest = first;
            for (; next < kept.Count && kept[next].From < end; next++)
            {
                leaving.Add((rest, kept[next].From));
                rest = kept[next].From + kept[next].Count;
            }

            leaving.Add((rest, end));
        }

        Undo(leaving.Where(range => range.First < range.End));
    }

    private void Undo(IEnumerable<(int First, int End)> ranges)
    {
        lock (_lock)
        {
            foreach (var (about, undo) in UndoOrder.Where(u => !_options.Refused.Contains(u.Undo)))
            {
                var asked = about | PageRecord.Doubt(about);
                foreach (var run in FindRuns(asked, ranges, isAnyAlike: true).Select(WholePages))
                {
                    var (region, offset, length) = Place(run);
                    var errno = undo == FunctionCode.DontDump
                        ? _host.AllowDump(region, offset, length)
                        : _host.Call(undo, region, offset, length, arg: 0);
                    Note(new PageChange(about, PageMarks.None), run.First, run.End, errno);
                    if (errno != Errno.None)
                    {
                        _log.NotUndone(about, _layout.AddressOfPage(run.First), length, errno);
                    }
                }
            }
        }
    }

    /// <summary>What guests changed, in order, every run in one region.</summary>
    internal PageRun[] Save()
    {
        lock (_lock)
        {
            return [.. FindRuns(Saved, Regions)];
        }
    }

    /// <summary>Makes the changes again, on unchanged pages; false at the first that fails.</summary>
    internal bool TryRestore(ReadOnlySpan<PageRun> runs)
    {
        foreach (var run in runs)
        {
            // A failed call leaves a page in the state before or after it. Before is easier, but an mlock2 that fails
            // to populate a page leaves it locked.
            if ((run.Marks & PageRecord.Doubt(PageMarks.Locked)) != 0 && !_options.Refused.Contains(FunctionCode.MLock))
            {
                _ = PerformOn(run, FunctionCode.MLock);
            }

            foreach (var function in RestoreOrder)
            {
                var change = PageChange.Of(function, arg: 0);
                if ((run.Marks & change.About) == change.Sets
                    && (_options.Refused.Contains(function) || PerformOn(run, function) != Errno.None))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private Errno PerformOn(in PageRun run, FunctionCode function)
    {
        var (region, offset, length) = Place(run);
        return Perform(function, region, offset, length, arg: 0);
    }

    private (int Region, ulong Offset, ulong Length) Place(in PageRun run)
    {
        var region = _layout.RegionOfPage(run.First);
        var offset = (ulong)(run.First - _layout.FirstPage(region)) << PageGeometry.Shift;
        return (region, offset, (ulong)run.Count << PageGeometry.Shift);
    }

    /// <summary>A request that splits and merges is still refused at the bound: the kernel splits first.</summary>
    private bool Exceeds(PageChange change, int first, int end)
    {
        var splits = _record.CountSplits(change, first, end);
        if (splits > 0 && _record.ExtraVmas + splits > _options.MaxSplits)
        {
            return true;
        }

        return change.Sets == PageMarks.Locked
            && _record.CountUnlocked(first, end) is var more and > 0
            && ((long)_record.LockedPages + more) << PageGeometry.Shift > _options.MaxLockedBytes;
    }

    private void Note(PageChange change, int first, int end, Errno errno)
    {
        if (errno == Errno.None)
        {
            _record.Succeeded(change, first, end);
        }
        else if (MayHaveBegun(change, first, errno))
        {
            _record.Failed(change, first, end);
        }
    }

    /// <summary>
    /// Whether a failed call may have had an effect. With small pages only, the kernel reports an unknown call or
    /// invalid arguments before it begins. For protections only the former counts: a buffer on a revoked page would
    /// kill the VMM.
    /// </summary>
    private bool MayHaveBegun(PageChange change, int first, Errno errno) => errno switch
    {
        Errno.EOPNOTSUPP => false,
        _ when change.About == PageMarks.Revoked => true,
        Errno.EINVAL => (_record[first] & PageMarks.StaysSplit) != 0,
        Errno.ENOSYS or Errno.EBADF or Errno.EPERM => false,
        _ => true,
    };

    /// <summary>A call on a part of a huge page left the whole of it in doubt.</summary>
    private PageRun WholePages(PageRun run)
    {
        var region = _layout.RegionOfPage(run.First);
        var together = SplitRules.Of(_layout.Regions[region].Backing).PagesTogether;
        var start = _layout.FirstPage(region);
        var first = run.First - ((run.First - start) % together);
        var end = run.End + together - 1 - ((run.End - start + together - 1) % together);
        return run with { First = first, Count = end - first };
    }

    /// <summary>
    /// The runs of pages that have any of the marks, in ranges that each lie in one region; a run may be settled while
    /// they are listed.
    /// </summary>
    private IEnumerable<PageRun> FindRuns(
        PageMarks asked, IEnumerable<(int First, int End)> ranges, bool isAnyAlike = false)
    {
        foreach (var (start, end) in ranges)
        {
            for (var first = start; first < end;)
            {
                var next = _record.FindRunEnd(first, end, asked, isAnyAlike);
                if ((_record[first] & asked) != 0)
                {
                    yield return new PageRun(first, next - first, _record[first] & asked);
                }

                first = next;
            }
        }
    }
}
