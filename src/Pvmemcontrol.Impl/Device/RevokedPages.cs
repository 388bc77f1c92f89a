// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Device;

/// <summary>
/// The pages that are, or after a failed call may be, inaccessible: half-open runs of page numbers, sorted and apart.
/// Not thread-safe.
/// </summary>
internal sealed class RevokedPages
{
    private readonly List<(ulong Start, ulong End)> _runs = [];

    /// <summary>True when some page of the run is revoked.</summary>
    internal bool Overlaps(ulong start, ulong end)
    {
        var index = FirstEndingAfter(start);
        return index < _runs.Count && _runs[index].Start < end;
    }

    /// <summary>Adds the pages.</summary>
    internal void Add(ulong start, ulong end)
    {
        var index = FirstEndingAfter(start == 0 ? 0 : start - 1);
        var last = index;
        while (last < _runs.Count && _runs[last].Start <= end)
        {
            start = Math.Min(start, _runs[last].Start);
            end = Math.Max(end, _runs[last].End);
            last++;
        }

        _runs.RemoveRange(index, last - index);
        _runs.Insert(index, (start, end));
    }

    /// <summary>Removes the pages.</summary>
    internal void Remove(ulong start, ulong end)
    {
        var index = FirstEndingAfter(start);
        while (index < _runs.Count && _runs[index].Start < end)
        {
            var run = _runs[index];
            _runs.RemoveAt(index);
            if (run.Start < start)
            {
                _runs.Insert(index++, (run.Start, start));
            }

            if (run.End > end)
            {
                _runs.Insert(index++, (end, run.End));
            }
        }
    }

    private int FirstEndingAfter(ulong page)
    {
        var low = 0;
        var high = _runs.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_runs[middle].End <= page)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
