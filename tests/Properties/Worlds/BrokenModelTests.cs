// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Worlds;

/// <summary>The worlds find every broken driver, or their result on a good one means nothing.</summary>
public sealed class BrokenModelTests
{
    public static TheoryData<int, string, string, string> Models { get; } = Rows();

    [Theory]
    [MemberData(nameof(Models))]
    public void A_broken_model_is_caught_by_the_world_that_is_for_it(
        int index, string name, string world, string requirement)
    {
        var model = BrokenModel.All[index];
        var setup = Model.NamedWorlds.Worlds.Find(world)!;
        var exploration = model.Device is { } device
            ? WorldSearch.Exhaust(setup with { Device = device }, model.Driver)
            : WorldSearch.Exhaust(setup, model.Driver);
        Assert.True(WorldSearch.Violated(exploration).Contains(requirement),
            $"{name} in {world}: {string.Join(", ", WorldSearch.Violated(exploration))}");
    }

    [Fact]
    public void Every_requirement_that_worlds_check_is_broken_by_some_model()
    {
        var broken = BrokenModel.All.Select(m => m.Requirement).ToHashSet();
        Assert.All(Catalogue.All.Where(r => r.Check == RequirementCheck.Worlds),
            requirement => Assert.Contains(requirement.Id.ToString(), broken));
    }

    [Fact]
    public void The_worlds_that_a_system_requirement_names_are_those_that_show_a_broken_model() => Assert.All(
        Catalogue.All.Where(r => r.Id.Area == RequirementArea.Sys), requirement => Assert.Equal(
            BrokenModel.All.Where(m => m.Requirement == requirement.Id.ToString()).Select(m => m.World).Distinct()
                .Order(StringComparer.Ordinal),
            CrossReferences.Worlds(requirement).Order(StringComparer.Ordinal)));

    private static TheoryData<int, string, string, string> Rows()
    {
        var rows = new TheoryData<int, string, string, string>();
        for (var i = 0; i < BrokenModel.All.Count; i++)
        {
            var model = BrokenModel.All[i];
            rows.Add(i, model.Name, model.World, model.Requirement);
        }

        return rows;
    }
}
