// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;

namespace Pvmemcontrol.Conformance.Evidence;

/// <summary>What is unusual about a step where it stands. Shrinking leaves only what a finding needs.</summary>
[Flags]
internal enum Oddity : uint
{
    /// <summary>Nothing: any guest does this.</summary>
    None = 0,

    /// <summary>The address of a request is not page aligned.</summary>
    AddressMisaligned = 1 << 0,

    /// <summary>Its length is not a multiple of the page size.</summary>
    LengthMisaligned = 1 << 1,

    /// <summary>Its length is 0.</summary>
    Empty = 1 << 2,

    /// <summary>Its range leaves guest RAM or wraps.</summary>
    LeavesGuestRam = 1 << 3,

    /// <summary>Its range spans adjacent regions.</summary>
    SpansRegions = 1 << 4,

    /// <summary>It has more than one page.</summary>
    SeveralPages = 1 << 5,

    /// <summary>Its range holds the buffer of a live channel.</summary>
    OverLiveBuffer = 1 << 6,

    /// <summary>A request before revoked access to a page of its range.</summary>
    OverRevoked = 1 << 7,

    /// <summary>The upper half of the function code is not zero.</summary>
    HighCode = 1 << 8,

    /// <summary>The channel is not live.</summary>
    DeadChannel = 1 << 9,

    /// <summary>In the state Broken, where that is not the rule.</summary>
    InBroken = 1 << 10,

    /// <summary>In the state Registering, where that is not the rule.</summary>
    InRegistering = 1 << 11,

    /// <summary>In the state Ready, where that is not the rule.</summary>
    InReady = 1 << 12,

    /// <summary>With no channel registered.</summary>
    NoChannel = 1 << 13,

    /// <summary>With a single channel registered.</summary>
    OneChannel = 1 << 14,

    /// <summary>The address register is written in two halves.</summary>
    InHalves = 1 << 15,

    /// <summary>The upper half comes first.</summary>
    HighHalfFirst = 1 << 16,

    /// <summary>A buffer is not 8-byte aligned.</summary>
    BufferMisaligned = 1 << 17,

    /// <summary>It is 8-byte aligned, not 16-byte aligned.</summary>
    BufferBarelyAligned = 1 << 18,

    /// <summary>It is not wholly in guest RAM.</summary>
    BufferOutside = 1 << 19,

    /// <summary>It crosses from one page to the next.</summary>
    BufferAcrossPages = 1 << 20,

    /// <summary>It crosses from one region to the next.</summary>
    BufferAcrossRegions = 1 << 21,

    /// <summary>It is on a page that a request revoked.</summary>
    BufferRevoked = 1 << 22,

    /// <summary>It overlaps that of another channel.</summary>
    BufferOverlaps = 1 << 23,

    /// <summary>It is not the first channel.</summary>
    LaterChannel = 1 << 24,

    /// <summary>A register access of another width than 4 bytes (the address: 8 bytes too).</summary>
    OddWidth = 1 << 25,

    /// <summary>A register access elsewhere than at the start of a register.</summary>
    OddOffset = 1 << 26,
}

/// <summary>Oddities in words.</summary>
internal static class Oddities
{
    private static readonly ImmutableArray<(Oddity Oddity, string Text)> Texts =
    [
        (Oddity.AddressMisaligned, "address not page aligned"),
        (Oddity.LengthMisaligned, "length not page aligned"),
        (Oddity.Empty, "length 0"),
        (Oddity.LeavesGuestRam, "range leaves guest RAM"),
        (Oddity.SpansRegions, "across adjacent regions"),
        (Oddity.SeveralPages, "several pages"),
        (Oddity.OverLiveBuffer, "over the buffer of a live channel"),
        (Oddity.OverRevoked, "over a revoked page"),
        (Oddity.HighCode, "upper half of the function code set"),
        (Oddity.DeadChannel, "channel not live"),
        (Oddity.InBroken, "in Broken"),
        (Oddity.InRegistering, "in Registering"),
        (Oddity.InReady, "in Ready"),
        (Oddity.NoChannel, "without channels"),
        (Oddity.OneChannel, "with one channel"),
        (Oddity.InHalves, "address in two halves"),
        (Oddity.HighHalfFirst, "high half first"),
        (Oddity.BufferMisaligned, "buffer not 8-byte aligned"),
        (Oddity.BufferBarelyAligned, "buffer not 16-byte aligned"),
        (Oddity.BufferOutside, "buffer not in guest RAM"),
        (Oddity.BufferAcrossPages, "buffer across pages"),
        (Oddity.BufferAcrossRegions, "buffer across regions"),
        (Oddity.BufferRevoked, "buffer on a revoked page"),
        (Oddity.BufferOverlaps, "buffer overlaps another"),
        (Oddity.LaterChannel, "not the first channel"),
        (Oddity.OddWidth, "odd width"),
        (Oddity.OddOffset, "odd offset"),
    ];

    /// <summary>Each in a few words, in a fixed order.</summary>
    internal static string Describe(Oddity odd) =>
        string.Join(", ", Texts.Where(t => (odd & t.Oddity) != 0).Select(t => t.Text));
}
