// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Host;

/// <summary>One page of guest RAM as the VMM maps it.</summary>
/// <param name="Content">What it may hold.</param>
/// <param name="Vma">The flags that its VMA may have.</param>
/// <param name="ProtectedBy">The requirement that leaves no other protections.</param>
/// <param name="AttributedBy">The requirements that leave no other attributes.</param>
/// <param name="IsSuspect">
/// True when an MPROTECT_* touched it, whether it succeeded or not, and no MPROTECT_RW succeeded since: a device may
/// treat it as revoked, even if the guest can access it.
/// </param>
/// <param name="Presence">Whether it is in memory; null if unknown.</param>
public readonly record struct Page(
    PageContent Content, VmaSet Vma, Requirement ProtectedBy, AttributeReasons AttributedBy, bool IsSuspect = false,
    Presence? Presence = null)
{
    /// <summary>True when it equals the other page.</summary>
    public bool IsSameAs(in Page other) =>
        Content.IsSameAs(other.Content) && this with { Content = other.Content } == other;

    /// <summary>The requirement behind the protection, or behind one attribute.</summary>
    public Requirement ReasonFor(VmaFlags flags) => flags switch
    {
        VmaFlags.Locked => AttributedBy.Locked,
        VmaFlags.DontDump => AttributedBy.DontDump,
        VmaFlags.Mergeable => AttributedBy.Mergeable,
        VmaFlags.ReadWrite => ProtectedBy,
        _ => throw new ArgumentOutOfRangeException(nameof(flags), flags, "neither the protection nor one attribute"),
    };
}
