// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Pvmemcontrol.Concurrency.Replays;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>The suite finds every broken variant, or its result on a sound one means nothing.</summary>
[Collection(Alone.Name)]
public sealed class MutationTests
{
    public static TheoryData<int, string, string> Variants { get; } = Rows();

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_broken_part_is_caught_by_the_name_of_what_it_breaks(int index, string name, string requirement)
    {
        var variant = BrokenVariant.All[index];
        var result = MutantRun.Run(variant);
        Summary.Note("broken", string.Create(CultureInfo.InvariantCulture,
            $"{requirement}  {name,-28}  {variant.Race,-25}  {variant.Strategy,-18}  "
            + $"{result.Schedules,5:N0} schedules"));
        Assert.True(
            MutantRun.Names(result, variant), $"{name}: {requirement} was not named in {result.Schedules} schedules");
        Assert.Empty(result.Uncontrolled);

        // Kept for the reader: docs/race-gallery.md says how to run one again.
        ScheduleFile.Save(variant.Race, ScheduleFile.NameOf(variant), result, ScheduleFile.Folder);
    }

    [Fact]
    public void Each_stands_for_a_requirement_that_its_race_puts_to_the_test() => Assert.All(
        BrokenVariant.All, variant => Assert.Contains(
            Catalogue.Find(variant.Requirement)!, Races.AllRaces.Find(variant.Race).Requirements));

    private static TheoryData<int, string, string> Rows()
    {
        var rows = new TheoryData<int, string, string>();
        for (var i = 0; i < BrokenVariant.All.Length; i++)
        {
            rows.Add(i, BrokenVariant.All[i].Name, BrokenVariant.All[i].Requirement);
        }

        return rows;
    }
}
