// SPDX-License-Identifier: Apache-2.0

using FsCheck.Xunit;
using Pvmemcontrol.Conformance.Rounds;

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
        AndSmaller(RoundGenerator.Generate(seed, drops)).All(r =>
            r.Vcpus.Length is > 0 and <= Round.MostVcpus && r.Requests.Length <= Round.MostSlots
            && r.Channels <= r.Requests.Length && r.Vcpus.All(v => v.Length is > 0 and <= Round.MostSteps)
            && r.Steps.All(s => s.Slot < r.Requests.Length));

    [Property]
    public bool Memory_is_used_again_only_after_a_drop(ulong seed, byte drops) =>
        AndSmaller(RoundGenerator.Generate(seed, drops)).All(r =>
            r.Vcpus.All(v => !v.Where((s, i) => s.Action == VcpuAction.Reuse && (i == 0 || !v[i - 1].MayDrop)).Any()));

    private static IEnumerable<Round> AndSmaller(Round round) => RoundShrinker.Shrink(round).Prepend(round);
}
