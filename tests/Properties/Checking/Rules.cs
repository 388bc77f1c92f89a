// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Properties.Checking;

/// <summary>Requirements of the worlds in these tests; not in the catalogue.</summary>
internal static class Rules
{
    internal static Requirement NoBadNode { get; } = Rule(901);

    internal static Requirement NoBadEdge { get; } = Rule(902);

    internal static Requirement NoDeadlock { get; } = Rule(903);

    internal static Requirement Progress { get; } = Rule(904);

    private static Requirement Rule(int number) => new()
    {
        Id = new RequirementId(RequirementArea.Sys, number),
        Level = RequirementLevel.Must,
        Basis = RequirementBasis.Safety,
        Check = RequirementCheck.Worlds,
        Title = "",
        Statement = "",
        Rationale = "",
        Source = "",
    };
}
