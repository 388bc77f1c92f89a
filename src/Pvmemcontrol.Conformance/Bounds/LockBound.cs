// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>
/// A guest that locks page after page, in a VMM with a small RLIMIT_MEMLOCK. Then it unlocks them, does what a device
/// may count wrongly, and locks page after page again: locks do not nest, and there is nothing to take away from what
/// is not locked.
/// </summary>
internal static class LockBound
{
    /// <summary>Bytes that the process may lock, or less if the host allows less.</summary>
    internal const ulong LargestLimit = 1 << 20;

    /// <summary>Bytes; with a smaller limit the bound is not probed.</summary>
    internal const ulong SmallestLimit = 16 << PageGeometry.Shift;

    /// <summary>The wave that locks page after page first.</summary>
    internal const int First = 0;

    /// <summary>The wave that locks one page again and again.</summary>
    internal const int SamePage = 1;

    /// <summary>The wave that locks page after page when that page was unlocked.</summary>
    internal const int AfterSamePage = 2;

    /// <summary>The wave that unlocks pages that are not locked.</summary>
    internal const int Unlocked = 3;

    /// <summary>The wave that locks page after page after that.</summary>
    internal const int AfterUnlocked = 4;

    /// <summary>The waves by what they do, as text.</summary>
    internal static readonly ImmutableArray<string> Waves =
    [
        "MLOCK of page after page",
        "MUNLOCK of all of them, then MLOCK of one page again and again",
        "MUNLOCK of that page, then MLOCK of page after page",
        "MUNLOCK of all of them, then MUNLOCK of pages that are not locked",
        "MLOCK of page after page",
    ];

    private const int EnoughRefusals = 16;
    private const int FirstPage = 16;

    /// <summary>Requests in one of the waves that may be counted wrongly, for each page that could be locked.</summary>
    private const int Times = 4;

    /// <summary>The guest RAM: twice what may be locked.</summary>
    internal static Region RegionFor(ulong limit) => new(
        0x1_0000_0000, FirstPage + (int)(limit >> (PageGeometry.Shift - 1)), Backing.PrivateAnonymous);

    /// <summary>Runs the guest; false when the handshake fails.</summary>
    internal static bool Run(BoundGuest guest, Region region, BoundSheet sheet)
    {
        if (!guest.TryHandshake(region.Start, out var command))
        {
            return false;
        }

        var area = new Area(guest, sheet, region, command);
        var locked = area.LockAll(First);
        if (locked == 0 || !area.UnlockAll())
        {
            return true;
        }

        area.Repeat(SamePage, FunctionCode.MLock, Times * locked, pages: 1);
        if (!area.TryUnlock(FirstPage))
        {
            return true;
        }

        _ = area.LockAll(AfterSamePage);
        if (area.UnlockAll())
        {
            area.Repeat(Unlocked, FunctionCode.MUnlock, Times * locked, pages: locked);
            _ = area.LockAll(AfterUnlocked);
        }

        return true;
    }

    private sealed class Area(BoundGuest guest, BoundSheet sheet, Region region, uint command)
    {
        private readonly bool[] _isLocked = new bool[region.Pages];

        /// <summary>Locks page after page until the device keeps refusing; how many it locked.</summary>
        internal int LockAll(int wave)
        {
            var refusals = 0;
            for (var page = FirstPage; page < region.Pages && refusals < EnoughRefusals && !guest.IsOver; page++)
            {
                _isLocked[page] = Send(wave, FunctionCode.MLock, page) == Errno.None;
                refusals = _isLocked[page] ? 0 : refusals + 1;
            }

            return (int)sheet.Wave(wave).Performed;
        }

        /// <summary>Unlocks what a wave locked; false when that is refused.</summary>
        internal bool UnlockAll()
        {
            for (var page = 0; page < region.Pages; page++)
            {
                if (_isLocked[page] && !TryUnlock(page))
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>Unlocks a page; false when the device keeps refusing.</summary>
        internal bool TryUnlock(int page)
        {
            for (var refusals = 0; refusals < EnoughRefusals && !guest.IsOver; refusals++)
            {
                if (guest.Send(command, region.Start, RequestOf(FunctionCode.MUnlock, page)).Errno == 0)
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>Sends a request for some pages in turn, whatever the answers.</summary>
        internal void Repeat(int wave, FunctionCode function, int times, int pages)
        {
            for (var i = 0; i < times && !guest.IsOver; i++)
            {
                _ = Send(wave, function, FirstPage + (i % pages));
            }
        }

        private Errno Send(int wave, FunctionCode function, int page) =>
            guest.Send(ref sheet.Wave(wave), command, region.Start, RequestOf(function, page));

        private Request RequestOf(FunctionCode function, int page) =>
            new(function, region.Start + ((ulong)page << PageGeometry.Shift), PageGeometry.Size);
    }
}
