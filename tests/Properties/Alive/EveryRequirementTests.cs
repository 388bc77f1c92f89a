// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Alive;

/// <summary>A check that cannot fail is a defect: every requirement has a variant that does not meet it.</summary>
public sealed class EveryRequirementTests
{
    [Fact]
    public void Every_requirement_that_a_target_can_break_is_broken_by_some_variant()
    {
        var broken = Variant.C.Select(v => v.Requirement)
            .Concat(Variant.Managed.Concat(Variant.Kernels).Select(v => v.Broken.Requirement))
            .Concat(Variant.BesideTests)
            .ToHashSet();
        var breakable = Catalogue.All.Where(r => r.Check is not (RequirementCheck.Worlds or RequirementCheck.Stated));
        Assert.All(breakable, requirement => Assert.Contains(requirement.Id.ToString(), broken));
    }

    [Fact]
    public void Every_variant_is_named_after_a_requirement_of_the_catalogue()
    {
        var known = Catalogue.All.Select(r => r.Id.ToString()).ToHashSet();
        var broken = Variant.Managed.Concat(Variant.Kernels).Select(v => v.Broken.Requirement);
        Assert.All(Variant.C.Select(v => v.Requirement).Concat(broken), r => Assert.Contains(r, known));
    }
}
