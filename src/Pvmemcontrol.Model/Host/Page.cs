// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Host;

/// <summary>One page of guest RAM as the VMM maps it.</summary>
/// <param name="Content">What it may hold.</param>
/// <param name="Protections">How it may be protected.</param>
/// <param name="ProtectedBy">The requirement that leaves no other protections.</param>
public readonly record struct Page(PageContent Content, ProtectionSet Protections, Requirement ProtectedBy);
