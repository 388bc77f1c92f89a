// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Host;

/// <summary>One page of guest RAM as the VMM maps it.</summary>
/// <param name="Content">What it may hold.</param>
/// <param name="Vma">The flags that its VMA may have.</param>
/// <param name="ProtectedBy">The requirement that leaves no other protections.</param>
/// <param name="AttributedBy">The requirement that leaves no other attributes.</param>
/// <param name="IsSuspect">
/// True when a call that may have revoked the page failed, and none that gives it back succeeded since: a device that
/// kept the safe side takes it for revoked, whatever the guest finds out by itself.
/// </param>
public readonly record struct Page(
    PageContent Content, VmaSet Vma, Requirement ProtectedBy, Requirement AttributedBy, bool IsSuspect = false)
{
    /// <summary>The requirement behind the flags in question.</summary>
    public Requirement ReasonFor(VmaFlags flags) =>
        (flags & VmaFlags.Attributes) == 0 ? ProtectedBy : AttributedBy;
}
