// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Specification;

/// <summary>What is known of a page that the kernel may reclaim at any time (madvise(2), MADV_FREE).</summary>
[Trait("Requirement", "PVMC-DEV-042")]
public sealed class PageContentTests
{
    private static readonly Requirement Why = EffectRequirements.FreeKeepsOrZeroes;
    private static readonly PageImage Old = PageImage.Filled(1, 1);
    private static readonly PageContent Freed = PageContent.Exactly(Old, Why).LazilyFreed(Why);

    [Fact]
    public void A_lazily_freed_page_is_old_or_zeros_and_nothing_else()
    {
        Assert.NotNull(Freed.Read(0, Old.Bytes));
        Assert.NotNull(Freed.Read(0, PageImage.Zero.Bytes));
        Assert.Null(Freed.Read(0, Old.WithZeros(0, 2048).Bytes));
    }

    [Fact]
    public void Seen_old_it_may_still_turn_to_zeros()
    {
        var seen = Freed.Read(0, Old.Bytes)!;
        Assert.NotNull(seen.Read(0, PageImage.Zero.Bytes));
    }

    [Fact]
    public void Seen_as_zeros_it_does_not_come_back()
    {
        var seen = Freed.Read(0, PageImage.Zero.Bytes)!;
        Assert.Null(seen.Read(0, Old.Bytes));
    }

    [Fact]
    public void A_write_ends_the_waiting()
    {
        var written = Freed.Write(0, [1, 2, 3], Why);
        Assert.False(written.IsLazilyFreed);
        var seen = written.Read(8, Old.Bytes[8..])!;
        Assert.Null(seen.Read(8, PageImage.Zero.Bytes[8..]));
    }

    [Fact]
    public void Either_way_the_written_bytes_are_there() =>
        Assert.Null(Freed.Write(0, [1, 2, 3], Why).Read(0, [0, 0, 0]));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-021")]
    public void What_was_stored_after_a_call_stays_for_its_own_reason()
    {
        var stored = PageContent.Exactly(PageImage.Zero, EffectRequirements.DontNeedZeroes)
            .Write(64, [1, 2, 3], RequestRequirements.NothingElseIsWritten);
        Assert.Equal(EffectRequirements.DontNeedZeroes, stored.OriginAt(63));
        Assert.Equal(RequestRequirements.NothingElseIsWritten, stored.OriginAt(64));
        Assert.Equal(RequestRequirements.NothingElseIsWritten, stored.OriginAt(66));
        Assert.Equal(EffectRequirements.DontNeedZeroes, stored.OriginAt(67));
        Assert.Equal(64, stored.FirstDifference(0, PageImage.Zero.Bytes));
    }

    [Fact]
    public void What_the_next_call_changes_is_no_longer_stored()
    {
        var freed = PageContent.Exactly(PageImage.Zero, EffectRequirements.DontNeedZeroes)
            .Write(64, [1, 2, 3], RequestRequirements.NothingElseIsWritten)
            .LazilyFreed(EffectRequirements.FreeKeepsOrZeroes);
        Assert.Equal(EffectRequirements.FreeKeepsOrZeroes, freed.OriginAt(64));
    }
}
