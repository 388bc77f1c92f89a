// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Concurrency.Broken;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Concurrency.Races;

/// <summary>The races that the specification lists for a requirement exercise it.</summary>
public sealed class CrossReferenceTests
{
    [Fact]
    public void The_races_that_a_requirement_names_are_those_that_exercise_it() => Assert.All(
        Catalogue.All, requirement => Assert.Equal(
            AllRaces.All.Where(race => race.Requirements.Contains(requirement)).Select(race => race.Name),
            CrossReferences.Races(requirement)));

    [Fact]
    public void Every_system_requirement_has_a_race_and_a_broken_part()
    {
        var system = Catalogue.All.Where(r => r.Id.Area == RequirementArea.Sys);
        var broken = BrokenVariant.All.Select(v => v.Requirement).ToHashSet();
        Assert.All(system, requirement =>
        {
            Assert.NotEmpty(CrossReferences.Races(requirement));
            Assert.Contains(requirement.Id.ToString(), broken);
        });
    }

    [Fact]
    public void Races_have_names_of_their_own() => Assert.Equal(
        AllRaces.All.Length, AllRaces.All.Select((Race race) => race.Name).Distinct().Count());
}
