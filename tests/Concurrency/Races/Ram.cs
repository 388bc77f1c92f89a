// SPDX-License-Identifier: Apache-2.0

using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Concurrency.Races;

/// <summary>The guest RAM of the races, and what is in it.</summary>
[SkipRewriting("memory is no scheduling point")]
internal static class Ram
{
    /// <summary>Guest physical address of the first byte.</summary>
    internal const ulong Start = 0x10_0000;

    /// <summary>Pages.</summary>
    internal const int Pages = 16;

    /// <summary>The bytes of memory that was given back, and that must not change any more.</summary>
    internal const byte Poison = 0x6B;

    /// <summary>The regions.</summary>
    internal static readonly GuestLayout Layout = new(new Region(Start, Pages, Backing.PrivateAnonymous));

    private static readonly byte[] Zeros = new byte[Pages * (int)PageGeometry.Size];
    private static readonly byte[] Poisoned = Enumerable.Repeat(Poison, Request.Size).ToArray();

    /// <summary>A guest RAM of its own.</summary>
    internal static GuestMemory New() => new(Layout);

    /// <summary>Makes all of it zeros.</summary>
    internal static GuestMemory Wipe(GuestMemory memory)
    {
        memory.Write(Start, Zeros);
        return memory;
    }

    /// <summary>A page's address.</summary>
    internal static ulong Page(int index) => Start + ((ulong)index << PageGeometry.Shift);

    /// <summary>The buffer's owner gives it back.</summary>
    internal static void Give(GuestMemory memory, ulong buffer) => memory.Write(buffer, Poisoned);

    /// <summary>True for what a buffer that was given back reads as.</summary>
    internal static bool IsPoison(in Reply reply) => reply == Reply.Decode(Poisoned);

    /// <summary>True while a buffer that was given back is unchanged.</summary>
    internal static bool IsLeftAlone(GuestMemory memory, ulong buffer)
    {
        Span<byte> bytes = stackalloc byte[Request.Size];
        memory.Read(buffer, bytes);
        return bytes.SequenceEqual(Poisoned);
    }
}
