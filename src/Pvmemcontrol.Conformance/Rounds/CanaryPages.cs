// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>
/// Pages of the VMM beside guest RAM: where a request would have its effect if a device applied an address or a length
/// to a region that these leave. Without them such a call meets unmapped memory, and looks like a refusal.
/// </summary>
internal sealed class CanaryPages : IDisposable
{
    /// <summary>The gaps between the regions of a <see cref="GuestMemory"/> are larger.</summary>
    private const long Reach = 2 << 20;

    private const ulong Word = 0x5EED_5EED_5EED_5EED;

    private static readonly GuestLayout OnePage = new(new Region(0, 1, Backing.PrivateAnonymous));

    private readonly List<(ulong Address, GuestMemory Page)> _pages = [];

    /// <summary>Makes the pages that the requests of a round may reach, where the process has nothing there.</summary>
    internal CanaryPages(GuestMemory memory, Round round)
    {
        foreach (var (region, offset) in PlacesOf(round).Distinct())
        {
            if (GuestMemory.TryAt(OnePage, memory.BaseOf(region) + (nint)offset) is { } page)
            {
                page.Write(0, MemoryMarshal.AsBytes([Word]));
                _pages.Add((RoundLayout.Layout.Regions[region].Start + (ulong)offset, page));
            }
        }
    }

    /// <summary>
    /// The first page that was given back, protected or unmapped, as the guest physical address that it would have if
    /// the region beside it went on; 0 if there is none.
    /// </summary>
    internal ulong FindChanged()
    {
        foreach (var (address, page) in _pages)
        {
            var word = 0UL;
            var bytes = MemoryMarshal.AsBytes(new Span<ulong>(ref word));
            if (!page.TryRead(0, bytes) || word != Word || !page.TryWrite(0, bytes))
            {
                return address;
            }
        }

        return 0;
    }

    /// <summary>The violation that these pages show, or null.</summary>
    internal static RoundFinding? Find(IRoundRecord record, Coverage coverage)
    {
        if (record.ChangedBeside == 0)
        {
            return null;
        }

        var requirement = record.Round.IsRewritten
            ? ConcurrencyRequirements.RequestIsReadOnce
            : RequestRequirements.BadRangeIsRefused;
        coverage.Exercise(requirement);
        return new RoundFinding(new Finding(requirement, 0,
            "a page of the VMM was given back or protected: it lies where "
            + $"0x{record.ChangedBeside:x} would be if the region of guest RAM beside it were larger",
            "a range outside guest RAM is refused, whichever bytes the device saw"), IsHard: true)
        {
            InTurn = RequestRequirements.BadRangeIsRefused,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _pages.ForEach(p => p.Page.Dispose());

    private static IEnumerable<(int Region, long Offset)> PlacesOf(Round round)
    {
        var requests = round.IsRewritten
            ? SharedMemory.Readings(round)
            : round.Requests.Where(r => !RoundLayout.Layout.Place(r.Address, r.Length).IsGuestRam);
        return requests.SelectMany(PlacesOf);
    }

    private static IEnumerable<(int Region, long Offset)> PlacesOf(Request request)
    {
        for (var index = 0; index < RoundLayout.SlowRegion; index++)
        {
            var region = RoundLayout.Layout.Regions[index];
            var offset = (long)(request.Address - region.Start);
            if (!region.Contains(request.Address))
            {
                if (offset is > -Reach and < Reach)
                {
                    yield return (index, offset & -(long)PageGeometry.Size);
                }
            }
            else if (request.Length > region.Length - (ulong)offset)
            {
                yield return (index, (long)region.Length);
            }
        }
    }
}
