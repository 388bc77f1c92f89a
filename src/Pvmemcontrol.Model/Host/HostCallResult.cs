// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Host;

/// <summary>What a bare Linux call gives.</summary>
/// <param name="Errno">0, or why it failed.</param>
/// <param name="After">The mapping afterwards.</param>
/// <param name="Requirement">The PVMC-HOST entry that says so.</param>
public readonly record struct HostCallResult(Errno Errno, HostMapping After, Requirement Requirement);
