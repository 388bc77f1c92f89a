// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Requirements;

/// <summary>Where a requirement is exercised.</summary>
public enum RequirementCheck
{
    /// <summary>By the oracle, from what the vCPUs of any target observe: <c>verify</c> and <c>conform</c>.</summary>
    Oracle,

    /// <summary>By the oracle, from host calls issued without a device: <c>verify</c>.</summary>
    BareKernel,

    /// <summary>Only by this project's test suites, against its own implementation.</summary>
    Tests,

    /// <summary>By the model checker, in every reachable state of its worlds.</summary>
    Worlds,

    /// <summary>In every schedule of a driver's source, within bounds: <c>check --driver PATH</c>.</summary>
    Sources,

    /// <summary>Nowhere: no test here can show it. It is stated for builders and reviewers of a VMM.</summary>
    Stated,
}
