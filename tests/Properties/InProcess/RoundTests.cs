// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Properties.Broken.Managed;
using Xunit;

namespace Pvmemcontrol.Properties.InProcess;

/// <summary>Rounds whose vCPUs take turns: some order always explains a correct device.</summary>
public sealed class RoundTests
{
    private const int Rounds = 20;

    [Fact]
    [Trait("Requirement", "PVMC-DEV-072")]
    public void Some_order_explains_the_implementation()
    {
        using var own = new OwnRounds(TargetSpec.Impl);
        Assert.All(OwnRounds.Rounds(Rounds), round => Assert.Null(own.Play(round).Judge(new Coverage())));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-072")]
    public void Also_where_steps_overlap_that_ran_in_turns()
    {
        using var own = new OwnRounds(TargetSpec.Impl);
        Assert.All(OwnRounds.Rounds(Rounds),
            round => Assert.Null(OwnRounds.Widened(own.Play(round)).Judge(new Coverage())));
    }

    [Theory]
    [InlineData(typeof(Dev020ThirdRequestDropped), "PVMC-DEV-020")]
    [InlineData(typeof(Dev021DiscardsPageBefore), "PVMC-DEV-021")]
    [InlineData(typeof(Dev040FreesInstead), "PVMC-DEV-040")]
    [InlineData(typeof(Dev060LocksNothing), "PVMC-DEV-060")]
    [InlineData(typeof(Dev065LocksNeighbour), "PVMC-DEV-065")]
    public void No_order_explains_a_broken_variant(Type device, string requirement)
    {
        using var own = new OwnRounds(TargetSpec.Managed(device));
        Assert.Contains(requirement, OwnRounds.Rounds(5 * Rounds)
            .Select(round => own.Play(round).Judge(new Coverage())).Where(f => f is not null)
            .Select(f => $"{(f!.Alone ?? f.Requirement).Id}"));
    }
}
