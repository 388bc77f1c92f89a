// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Oracle;

/// <summary>
/// How the VMM set up guest RAM: the flags of its VMAs once the device was created, before the first step. A VMM may
/// lock guest RAM, let KSM merge it, or leave it out of dumps.
/// </summary>
internal static class VmasAtCreate
{
    /// <summary>What a recording keeps: nothing where no page has any attribute.</summary>
    internal static ImmutableArray<byte> Kept(ReadOnlySpan<byte> flags) =>
        flags.ContainsAnyExcept((byte)VmaFlags.ReadWrite) ? [.. flags] : [];

    /// <summary>The fresh mapping with these attributes.</summary>
    internal static HostMapping In(HostMapping fresh, ReadOnlySpan<byte> flags)
    {
        if (!flags.ContainsAnyExcept((byte)VmaFlags.ReadWrite))
        {
            return fresh;
        }

        var known = new VmaFlags[fresh.Pages.Length];
        known.AsSpan().Fill(VmaFlags.ReadWrite);
        MemoryMarshal.Cast<byte, VmaFlags>(flags).CopyTo(known);
        foreach (ref var page in known.AsSpan())
        {
            // Steps on a page that is not mapped show that by themselves.
            page = page == (VmaFlags)VmaTable.Unmapped ? VmaFlags.ReadWrite : page;
        }

        return fresh.CreatedWith(known);
    }
}
