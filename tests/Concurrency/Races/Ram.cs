// SPDX-License-Identifier: Apache-2.0

using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Concurrency.Races;

/// <summary>Guest RAM: one mapping for all schedules, wiped for each. What is unmapped could be written to late.</summary>
[SkipRewriting("memory is no scheduling point")]
internal static class Ram
{
    /// <summary>Guest physical address of the first byte.</summary>
    internal const ulong Start = 0x10_0000;

    /// <summary>Pages.</summary>
    internal const int Pages = 16;

    /// <summary>The bytes of memory that was given back, and that nobody may change any more.</summary>
    internal const byte Poison = 0x6B;

    /// <summary>The regions.</summary>
    internal static readonly GuestLayout Layout = new(new Region(Start, Pages, Backing.PrivateAnonymous));

    private static readonly GuestMemory Mapping = new(Layout);
    private static readonly GuestMemory Other = new(Layout);
    private static readonly byte[] Zeros = new byte[Pages * (int)PageGeometry.Size];
    private static readonly byte[] Poisoned = Enumerable.Repeat(Poison, Request.Size).ToArray();

    /// <summary>Guest RAM, all zeros.</summary>
    internal static GuestMemory Wiped()
    {
        Mapping.Write(Start, Zeros);
        return Mapping;
    }

    /// <summary>Another machine's guest RAM, all zeros.</summary>
    internal static GuestMemory WipedOther()
    {
        Other.Write(Start, Zeros);
        return Other;
    }

    /// <summary>A page's address.</summary>
    internal static ulong Page(int index) => Start + ((ulong)index << PageGeometry.Shift);

    /// <summary>The buffer's owner gives it back.</summary>
    internal static void Give(GuestMemory memory, ulong buffer) => memory.Write(buffer, Poisoned);

    /// <summary>True for what a buffer that was given back reads as.</summary>
    internal static bool IsPoison(in Reply reply) => reply == Reply.Decode(Poisoned);

    /// <summary>True while nobody has written to a buffer that was given back.</summary>
    internal static bool IsLeftAlone(GuestMemory memory, ulong buffer)
    {
        Span<byte> bytes = stackalloc byte[Request.Size];
        memory.Read(buffer, bytes);
        return bytes.SequenceEqual(Poisoned);
    }
}
