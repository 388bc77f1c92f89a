// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Evidence;

/// <summary>The order of findings: the worst first.</summary>
public static class SeverityOrder
{
    /// <summary>The rank of a finding: the smaller, the worse.</summary>
    public static int Of(Counterexample shown) => Of(shown, shown.Outcome);

    /// <summary>The same, where its run decided on another outcome.</summary>
    internal static int Of(Counterexample shown, Outcome outcome)
    {
        var requirement = shown.Finding.Requirement;
        var rank = (Outcomes.BySeverity.IndexOf(outcome) * 100) + (requirement.MakesViolation ? 0 : 50);
        return rank + requirement.Basis switch
        {
            RequirementBasis.Safety => 0,
            RequirementBasis.Patch => 1,
            RequirementBasis.Measured => 2,
            RequirementBasis.Decided => 3,
            _ => throw new ArgumentOutOfRangeException(nameof(shown)),
        };
    }
}
