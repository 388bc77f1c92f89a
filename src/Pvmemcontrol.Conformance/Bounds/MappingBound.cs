// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>
/// A guest that makes every second page different from its neighbours, by one function after the other. Then it tries
/// what a device may miss: mappings that stay split although their pages are alike again, and locks of revoked pages,
/// which fail and still split mappings.
/// </summary>
internal static class MappingBound
{
    /// <summary>Mappings that a VMM must be able to make: a thread, a malloc arena, a library or two.</summary>
    internal const int Needed = 64;

    /// <summary>More VMAs would cost too much kernel memory and too much time.</summary>
    internal const int MostMapCount = 5 << 18;

    /// <summary>A device that refuses this many requests in a row is at its bound.</summary>
    private const int EnoughRefusals = 1024;

    /// <summary>The VMM checks its remaining resources every this many requests.</summary>
    private const int Interval = 256;

    private const int FirstPage = 16;

    /// <summary>
    /// Pages in a stretch that is split and joined again: half of the minimum that a device should perform.
    /// </summary>
    private const int Stretch = BoundRequirements.LeastMappings / 2;

    private const int Joined = Stretch - 2;

    /// <summary>
    /// The functions of the waves. In the last but one the guest revokes every second page, writes to the others, and
    /// gives the pages back; in the last all pages were revoked before.
    /// </summary>
    internal static readonly ImmutableArray<FunctionCode> Waves =
    [
        FunctionCode.MProtectR, FunctionCode.DontDump, FunctionCode.Mergeable, FunctionCode.SetVmaAnonName,
        FunctionCode.MProtectNone, FunctionCode.MLock,
    ];

    /// <summary>How many waves use one function only, on fresh memory.</summary>
    internal const int PlainWaves = 4;

    /// <summary>
    /// The guest RAM: a region with the buffer, and one that no guest has touched before, with one area for the plain
    /// waves and one for each of the others.
    /// </summary>
    internal static GuestLayout LayoutFor(int maxMapCount) => new(
        new Region(0x1_0000_0000, 1, Backing.PrivateAnonymous),
        new Region(0x2_0000_0000,
            FirstPage + AreaOf(maxMapCount) + JoinedAreaOf(maxMapCount) + OtherAreaOf(maxMapCount),
            Backing.PrivateAnonymous));

    /// <summary>Runs the guest; false when the handshake fails.</summary>
    internal static bool Run(BoundGuest guest, GuestLayout layout, BoundSheet sheet, OwnMemory own)
    {
        var buffer = layout.Regions[0].Start;
        if (!guest.TryHandshake(buffer, out var command))
        {
            return false;
        }

        var maxMapCount = (int)sheet[BoundField.MaxMapCount];
        var area = new Area(guest, sheet, own, layout.Regions[1].Start, buffer, command);
        var page = FirstPage;
        for (var wave = 0; wave < PlainWaves; wave++)
        {
            if (LeftOut.Has(sheet[BoundField.LeftOut], wave))
            {
                continue;
            }

            if (!area.Split(wave, ref page, FirstPage + AreaOf(maxMapCount), EnoughRefusals))
            {
                return true;
            }
        }

        // A device at its bound gets room: the split mappings merge again.
        area.Perform(FunctionCode.MProtectRW, FirstPage, AreaOf(maxMapCount));
        page = FirstPage + AreaOf(maxMapCount);
        var end = page + JoinedAreaOf(maxMapCount);
        if (!area.SplitAndJoin(PlainWaves, ref page, end))
        {
            return true;
        }

        area.Perform(FunctionCode.MProtectNone, end, OtherAreaOf(maxMapCount));
        area.Split(PlainWaves + 1, ref end, end + OtherAreaOf(maxMapCount), int.MaxValue);
        return true;
    }

    /// <summary>A request of a wave; the others differ in their pages.</summary>
    internal static Request RequestOf(int wave) => OfWave(wave, LayoutFor(0).Regions[1].Start);

    private static Request OfWave(int wave, ulong page) => new(Waves[wave], page, PageGeometry.Size, 1);

    private static int AreaOf(int maxMapCount) => maxMapCount + (Waves.Length * 2 * EnoughRefusals);

    // One half of the split mappings merges with the other.
    private static int JoinedAreaOf(int maxMapCount) => (2 * maxMapCount) + (2 * Stretch);

    private static int OtherAreaOf(int maxMapCount) => maxMapCount + (2 * Stretch);

    private sealed class Area(
        BoundGuest guest, BoundSheet sheet, OwnMemory own, ulong start, ulong buffer, uint command)
    {
        internal void Perform(FunctionCode function, int page, int pages) => guest.Send(
            command, buffer, new Request(function, AddressOf(page), (ulong)pages << PageGeometry.Shift));

        /// <summary>
        /// Splits every second page until the device keeps refusing; false when the VMM cannot make the mappings that
        /// it needs.
        /// </summary>
        internal bool Split(int wave, ref int page, int end, int patience)
        {
            ref var counts = ref sheet.Wave(wave);
            for (var refusals = 0; page < end && refusals < patience && !guest.IsOver; page += 2)
            {
                var request = OfWave(wave, AddressOf(page));
                var errno = guest.Send(ref counts, command, buffer, request);
                if (errno == Errno.EOPNOTSUPP)
                {
                    break;
                }

                refusals = errno == Errno.None ? 0 : refusals + 1;
                if (counts.Sent % Interval == 0 && own.CountMappable() < Needed)
                {
                    return false;
                }
            }

            return own.CountMappable() == Needed;
        }

        /// <summary>
        /// The kernel does not merge private mappings that got their first pages while split. False when the VMM cannot
        /// make the mappings that it needs.
        /// </summary>
        internal bool SplitAndJoin(int wave, ref int page, int end)
        {
            while (page + Stretch <= end && !guest.IsOver)
            {
                var first = page;
                if (!Split(wave, ref page, first + Stretch, int.MaxValue))
                {
                    return false;
                }

                if (sheet.Wave(wave).Performed == 0)
                {
                    break;
                }

                // The last page stays revoked: it separates the memory behind it from the written pages.
                for (var other = first + 1; other < first + Joined; other += 2)
                {
                    guest.Touch(AddressOf(other));
                }

                Perform(FunctionCode.MProtectRW, first, Joined);
                Perform(FunctionCode.DontNeed, first, Joined);
            }

            return own.CountMappable() == Needed;
        }

        private ulong AddressOf(int page) => start + ((ulong)page << PageGeometry.Shift);
    }
}
