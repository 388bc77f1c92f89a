// SPDX-License-Identifier: Apache-2.0

using FsCheck.Xunit;
using Pvmemcontrol.Conformance.Rounds;
using Xunit;

namespace Pvmemcontrol.Properties.Rounds;

/// <summary>Rounds as they are drawn and made smaller.</summary>
public sealed class RoundGeneratorProperties
{
    [Property]
    public bool A_seed_gives_the_same_round_again(ulong seed, byte drops)
    {
        var (one, other) = (RoundGenerator.Generate(seed, drops), RoundGenerator.Generate(seed, drops));
        return one.Requests.SequenceEqual(other.Requests) && one.Steps.SequenceEqual(other.Steps);
    }

    [Property]
    public bool A_round_fits_the_sheet_and_so_does_every_smaller_one(ulong seed, byte drops) =>
        AndSmaller(RoundGenerator.Generate(seed, drops)).Concat(AndSmaller(RoundGenerator.GenerateRewritten(seed)))
            .All(r => r.Vcpus.Length is > 0 and <= Round.MostVcpus && r.Requests.Length <= Round.MostSlots
            && r.Channels <= r.Requests.Length && r.Vcpus.All(v => v.Length is > 0 and <= Round.MostSteps)
            && r.Steps.All(s => s.Slot < r.Requests.Length));

    [Property]
    public bool Memory_is_used_again_only_after_a_drop(ulong seed, byte drops) =>
        AndSmaller(RoundGenerator.Generate(seed, drops)).All(r =>
            r.Vcpus.All(v => !v.Where((s, i) => s.Action == VcpuAction.Reuse && (i == 0 || !v[i - 1].MayDrop)).Any()));

    [Property]
    public void A_rewritten_request_is_valid_both_ways_and_so_is_every_smaller_one(ulong seed) =>
        Assert.All(AndSmaller(RoundGenerator.GenerateRewritten(seed)), r => Assert.Null(RoundValidator.WhyNot(r)));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-070")]
    public void Every_field_of_a_request_is_rewritten() => Assert.Equal([0UL, 1UL, 2UL, 3UL],
        Enumerable.Range(0, 200).SelectMany(seed => RoundGenerator.GenerateRewritten((ulong)seed).Steps)
            .Where(s => s.Action == VcpuAction.Rewrite).Select(s => s.Value / 8).Distinct().Order());

    private static IEnumerable<Round> AndSmaller(Round round) => RoundShrinker.Shrink(round).Prepend(round);
}
