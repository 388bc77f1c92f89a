// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>
/// A guest with much memory. It sends <see cref="LargeRequest.All"/> and looks after each at the pages that it filled,
/// and at the mappings. It stops at the first page that is not as the request allows, or without an answer.
/// </summary>
internal sealed class LargeBound(BoundGuest guest, GuestMemory memory, BoundSheet sheet, OwnMemory own)
{
    /// <summary>A process that grows by more during a discard of untouched memory has written to it.</summary>
    private static readonly long Grown = (long)LargeRequest.ProbesForWriting.Length / 2;

    /// <summary>Commands before the first request.</summary>
    private const int Handshake = 3;

    private readonly HashSet<(FunctionCode Function, Backing Backing)> _offered = [];
    private byte[] _before = [];
    private byte[] _after = [];
    private bool _writes;

    /// <summary>The request that is in flight, or null.</summary>
    internal static LargeRequest? InFlight(BoundFigures figures) =>
        figures[BoundField.Requests] - Handshake == figures.Waves[0].Sent + 1
            && figures[BoundField.LargeRequests] < LargeRequest.All.Length
            ? LargeRequest.All[(int)figures[BoundField.LargeRequests]]
            : null;

    /// <summary>Runs the guest; false when the handshake fails.</summary>
    internal bool Run()
    {
        var buffer = LargeMemory.Layout.Regions[LargeMemory.Buffers].Start;
        if (!guest.TryHandshake(buffer, out var command))
        {
            return false;
        }

        using var vmas = new VmaTable();
        var pages = new LargeMemory(memory);
        (_before, _after) = (new byte[memory.Layout.PageCount], new byte[memory.Layout.PageCount]);
        vmas.Read(memory, _before);
        ref var wave = ref sheet.Wave(0);
        for (var i = 0; i < LargeRequest.All.Length && !guest.IsOver; i++)
        {
            var request = LargeRequest.All[i];
            if (request.IsLong && _writes)
            {
                sheet[BoundField.LargeRequests] = i + 1;
                continue;
            }

            var grown = own.PrivateBytes();
            if (!guest.TrySend(ref wave, command, buffer, request.Request, out var errno))
            {
                // What it changes from now on is not the next request's doing.
                sheet[BoundField.LargeUnanswered] = i + 1;
                return true;
            }

            if (request == LargeRequest.ProbesForWriting)
            {
                _writes = own.PrivateBytes() - grown > Grown;
            }

            vmas.Read(memory, _after);
            NoteRefusal(i, request, errno);
            if (FindFlags(i, request, errno) || FindContent(i, request, errno, pages))
            {
                return true;
            }

            sheet[BoundField.LargeRequests] = i + 1;
            if (HostCalls.IsDiscard(request.Function))
            {
                pages.Refill(request);
            }

            (_before, _after) = (_after, _before);
        }

        return true;
    }

    private void NoteRefusal(int index, in LargeRequest request, Errno errno)
    {
        var isOffered = _offered.Contains((request.Function, request.Backing));
        if (errno == Errno.None)
        {
            _offered.Add((request.Function, request.Backing));
        }
        else if (sheet[BoundField.LargeRefused] == 0 && !IsLocked(request)
            && !LargeRules.MayRefuse(request, errno, isOffered))
        {
            sheet[BoundField.LargeRefused] = index + 1;
            sheet[BoundField.LargeRefusal] = (long)errno;
        }
    }

    /// <summary>True when the kernel refuses the call because of a locked page: a VMM may lock guest RAM.</summary>
    private bool IsLocked(in LargeRequest request)
    {
        if (!HostCalls.FailsOnLocked(request.Function))
        {
            return false;
        }

        var first = LargeMemory.Layout.Place(request.Start, request.Length).FirstPage;
        foreach (var flags in _before.AsSpan(first, request.Pages))
        {
            if (((VmaFlags)flags).HasFlag(VmaFlags.Locked))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Publishes the first page whose flags changed as they may not. A page outside of the range comes first: its loss
    /// weighs more.
    /// </summary>
    private bool FindFlags(int index, in LargeRequest request, Errno errno)
    {
        var range = LargeMemory.Layout.Place(request.Start, request.Length);
        return FindFlags(index, request, errno, 0, range.FirstPage)
            || FindFlags(index, request, errno, range.EndPage, _before.Length)
            || FindFlags(index, request, errno, range.FirstPage, range.EndPage);
    }

    private bool FindFlags(int index, in LargeRequest request, Errno errno, int first, int end)
    {
        var isOutside = !request.Contains(LargeMemory.Layout.AddressOfPage(Math.Min(first, _before.Length - 1)));
        var page = first;
        if (isOutside)
        {
            page += _before.AsSpan(first, end - first).CommonPrefixLength(_after.AsSpan(first, end - first));
        }

        // Pages with the same flags as the page before them need no second look.
        for (var known = -1; page < end; page++)
        {
            var flags = _before[page] | (_after[page] << 8);
            if (flags == known)
            {
                continue;
            }

            known = flags;
            var address = LargeMemory.Layout.AddressOfPage(page);
            if (LargeRules.Broken(request, errno, address, _before[page], _after[page]) is not null)
            {
                Publish(index, errno, address);
                sheet[BoundField.LargeIsFlags] = 1;
                sheet[BoundField.LargeBefore] = _before[page];
                sheet[BoundField.LargeSeen] = _after[page];
                return true;
            }
        }

        return false;
    }

    private bool FindContent(int index, LargeRequest request, Errno errno, LargeMemory pages)
    {
        // A page outside of the range comes first here, too.
        var changed = pages.FindChanged((page, content) => request.Contains(page)
                || LargeRules.Broken(request, errno, page, content) is null)
            ?? pages.FindChanged((page, content) => LargeRules.Broken(request, errno, page, content) is null);
        if (changed is not var (page, content))
        {
            return false;
        }

        Publish(index, errno, page);
        sheet[BoundField.LargeSeen] = (long)content;
        return true;
    }

    private void Publish(int index, Errno errno, ulong page)
    {
        sheet[BoundField.LargeRequest] = index + 1;
        sheet[BoundField.LargeErrno] = (long)errno;
        sheet[BoundField.LargePage] = (long)page;
    }
}
