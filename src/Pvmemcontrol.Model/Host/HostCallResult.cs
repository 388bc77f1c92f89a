// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Host;

/// <summary>What a bare Linux call gives.</summary>
/// <param name="Errnos">What it may return; several where that depends on how the kernel was built.</param>
/// <param name="After">The mapping afterwards.</param>
/// <param name="Requirement">The PVMC-HOST entry that says so.</param>
public readonly record struct HostCallResult(ImmutableArray<Errno> Errnos, HostMapping After, Requirement Requirement);
