// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Conformance.Targets.Loading;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Oracle;

/// <summary>
/// How the VMM set up guest RAM: the flags of its VMAs once the device was created, before the first step. A VMM may
/// lock guest RAM, let KSM merge it, or leave it out of dumps.
/// </summary>
internal static class VmasAtCreate
{
    /// <summary>
    /// Creates a device and looks: at what the VMM did to its memory, and at what all memory gets since then
    /// (mlockall(2), MCL_FUTURE). Where there is no device, memory is as it was mapped.
    /// </summary>
    internal static byte[] Look(LoadedTarget target, GuestLayout layout, VmaTable vmas)
    {
        var (flags, laterFlags) = (new byte[layout.PageCount], new byte[layout.PageCount]);
        using var memory = new GuestMemory(layout);
        using var device = target.CreateDevice(memory);
        vmas.Read(memory, flags);
        using var later = new GuestMemory(layout);
        vmas.Read(later, laterFlags);
        for (var page = 0; page < flags.Length; page++)
        {
            flags[page] |= laterFlags[page] == VmaTable.Unmapped
                ? (byte)0
                : (byte)((VmaFlags)laterFlags[page] & VmaFlags.Attributes);
        }

        return flags;
    }

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
