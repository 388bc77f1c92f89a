// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Checking;
using Xunit;
using Xunit.Sdk;

namespace Pvmemcontrol.Properties.Checking;

/// <summary>The contract accepts a plain explorer, and none with a mistake.</summary>
public sealed class FlawedSearchTests
{
    public static TheoryData<string> Flaws =>
        [.. Enum.GetNames<FlawedSearch.Flaw>().Where(f => f != nameof(FlawedSearch.Flaw.None))];

    [Fact]
    public void A_plain_explorer_meets_the_contract() => Assert.Null(FirstComplaint(FlawedSearch.Flaw.None));

    [Theory]
    [MemberData(nameof(Flaws))]
    public void An_explorer_with_a_mistake_does_not(string flaw) =>
        Assert.NotNull(FirstComplaint(Enum.Parse<FlawedSearch.Flaw>(flaw)));

    private static XunitException? FirstComplaint(FlawedSearch.Flaw flaw)
    {
        for (var seed = 0; seed < 300; seed++)
        {
            foreach (var graph in new[] { Graph.Random(seed), Graph.RandomHarmless(seed) })
            {
                try
                {
                    ExplorerContract.Holds<ulong>(
                        (world, options) => new FlawedSearch(world, options, flaw).Run(), graph,
                        new ExplorationOptions { StopAtViolation = seed % 2 == 0 });
                }
                catch (XunitException complaint)
                {
                    return complaint;
                }
            }
        }

        return null;
    }
}
