// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Storms;

/// <summary>
/// A guest that makes every second page different from its neighbours, by one function after the other; last by locks
/// of revoked pages, which fail and split mappings all the same.
/// </summary>
internal static class MappingStorm
{
    /// <summary>Mappings that a VMM needs to be able to make: a thread, an arena of malloc, a library or two.</summary>
    internal const int Needed = 64;

    /// <summary>More VMAs than that would take the kernel too much memory and this storm too much time.</summary>
    internal const int MostMapCount = 5 << 18;

    /// <summary>A device that has refused so many in a row is at its bound.</summary>
    private const int EnoughRefusals = 1024;

    /// <summary>The VMM looks what is left to it after every so many requests.</summary>
    private const int Interval = 256;

    private const int FirstPage = 16;

    /// <summary>What the waves are made of; the last is MLOCK of revoked pages.</summary>
    internal static readonly ImmutableArray<FunctionCode> Waves =
    [
        FunctionCode.MProtectR, FunctionCode.DontDump, FunctionCode.Mergeable, FunctionCode.SetVmaAnonName,
        FunctionCode.MLock,
    ];

    /// <summary>The guest RAM that it takes: one area for all waves but the last, one for that.</summary>
    internal static Region RegionFor(int maxMapCount) => new(0x1_0000_0000,
        FirstPage + AreaOf(maxMapCount) + RevokedAreaOf(maxMapCount), Backing.PrivateAnonymous);

    /// <summary>Lets the guest do it; false when there was no handshake.</summary>
    internal static bool Run(StormGuest guest, Region region, StormSheet sheet, OwnMemory own)
    {
        if (!guest.TryHandshake(region.Start, out var command))
        {
            return false;
        }

        var maxMapCount = (int)sheet[StormField.MaxMapCount];
        var area = new Area(guest, sheet, own, region.Start, command);
        var page = FirstPage;
        for (var wave = 0; wave < Waves.Length - 1; wave++)
        {
            if (!area.Split(wave, ref page, FirstPage + AreaOf(maxMapCount), EnoughRefusals))
            {
                return true;
            }
        }

        // Room for the last wave, at a device that is at its bound: what was protected becomes one again.
        area.Perform(FunctionCode.MProtectRW, FirstPage, AreaOf(maxMapCount));
        page = FirstPage + AreaOf(maxMapCount);
        area.Perform(FunctionCode.MProtectNone, page, RevokedAreaOf(maxMapCount));
        area.Split(Waves.Length - 1, ref page, page + RevokedAreaOf(maxMapCount), int.MaxValue);
        return true;
    }

    private static int AreaOf(int maxMapCount) => maxMapCount + (Waves.Length * 2 * EnoughRefusals);

    private static int RevokedAreaOf(int maxMapCount) => maxMapCount + (2 * Interval);

    private sealed class Area(StormGuest guest, StormSheet sheet, OwnMemory own, ulong start, uint command)
    {
        internal void Perform(FunctionCode function, int page, int pages) => guest.Send(
            command, start, new Request(function, AddressOf(page), (ulong)pages << PageGeometry.Shift));

        /// <summary>
        /// Every second page, until refused for good; false when the VMM cannot make the mappings that it needs.
        /// </summary>
        internal bool Split(int wave, ref int page, int end, int patience)
        {
            ref var counts = ref sheet.Wave(wave);
            for (var refusals = 0; page < end && refusals < patience && !guest.IsOver; page += 2)
            {
                var request = new Request(Waves[wave], AddressOf(page), PageGeometry.Size, 1);
                var errno = guest.Send(ref counts, command, start, request);
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

        private ulong AddressOf(int page) => start + ((ulong)page << PageGeometry.Shift);
    }
}
