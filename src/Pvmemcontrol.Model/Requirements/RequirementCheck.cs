// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Requirements;

/// <summary>Where a requirement is exercised.</summary>
public enum RequirementCheck
{
    /// <summary>By the oracle, from one vCPU's observations of any target: <c>verify</c> and <c>conform</c>.</summary>
    Oracle,

    /// <summary>By the oracle, from host calls issued without a device: <c>verify</c>.</summary>
    BareKernel,

    /// <summary>Only by this project's test suites, against its own implementation.</summary>
    Tests,
}
