// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.MutationTests;

/// <summary>A check that cannot fail is a defect: every requirement has a variant that does not meet it.</summary>
public sealed class EveryRequirementTests
{
    [Fact]
    public void Every_requirement_that_a_target_can_break_is_broken_by_some_variant()
    {
        var broken = Mutant.All.Select(m => m.Requirement).Concat(Mutant.BesideTests).ToHashSet();
        var breakable = Catalogue.All.Where(
            r => r.Check is not (RequirementCheck.Worlds or RequirementCheck.Sources or RequirementCheck.Stated));
        Assert.All(breakable, requirement => Assert.Contains(requirement.Id.ToString(), broken));
    }

    [Fact]
    public void Every_variant_is_named_after_a_requirement_of_the_catalogue()
    {
        var known = Catalogue.All.Select(r => r.Id.ToString()).ToHashSet();
        Assert.All(Mutant.All, m => Assert.Contains(m.Requirement, known));
    }
}
