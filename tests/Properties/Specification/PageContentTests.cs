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

    [Fact]
    [Trait("Requirement", "PVMC-DEV-021")]
    public void Each_of_several_stores_stays_for_its_own_reason()
    {
        var stay = RequestRequirements.NothingElseIsWritten;
        var stored = PageContent.Exactly(PageImage.Zero, Why).Write(64, [1], stay).Write(128, [2], stay);
        Assert.Equal(stay, stored.OriginAt(64));
        Assert.Equal(stay, stored.OriginAt(128));
        Assert.Equal(Why, stored.OriginAt(100));
        Assert.True(stored.IsSameAs(stored.Write(128, [2], stay)));
    }

    [Fact]
    public void Contents_that_differ_in_reason_or_stores_or_deviations_are_not_the_same()
    {
        var stay = RequestRequirements.NothingElseIsWritten;
        PageContent Stored(int offset, Requirement reason) =>
            PageContent.Exactly(PageImage.Zero, Why).Write(offset, [0], reason);
        var (plain, stored) = (PageContent.Exactly(PageImage.Zero, Why), Stored(8, stay));
        Assert.True(stored.IsSameAs(Stored(8, stay)));
        Assert.False(stored.IsSameAs(Stored(16, stay)));
        Assert.False(stored.IsSameAs(Stored(8, RequestRequirements.ReplyIsTheCalls)));
        Assert.False(stored.IsSameAs(plain));
        Assert.False(plain.IsSameAs(stored));
        Assert.False(plain.IsSameAs(plain.OrDeviating(Old, stay, Why)));
        Assert.False(plain.OrDeviating(Old, Why, Why).IsSameAs(plain.OrDeviating(Old, stay, Why)));
        Assert.True(plain.OrDeviating(Old, stay, Why).IsSameAs(plain.OrDeviating(Old, stay, Why)));
        Assert.False(Freed.IsSameAs(PageContent.Exactly(Old, Why).OrElse(plain, Why)));
    }

    [Fact]
    public void What_either_of_two_may_be_deviates_where_one_of_them_does()
    {
        var (one, other) = (PageImage.Filled(2, 2), PageImage.Filled(3, 3));
        var plain = PageContent.Exactly(PageImage.Zero, Why);
        var (first, second) = (plain.OrDeviating(one, Why, Why), plain.OrDeviating(other, Why, Why));
        Assert.All(new[] { plain.OrElse(first, Why), first.OrElse(plain, Why), first.OrElse(second, Why) },
            either => Assert.NotNull(either.Read(0, one.Bytes)));
        Assert.NotNull(first.OrElse(second, Why).Read(0, other.Bytes));
        Assert.NotNull(first.OrDeviating(other, Why, Why).Read(0, one.Bytes));
        Assert.True(plain.OrElse(Freed, Why).IsLazilyFreed);
        Assert.True(Freed.OrElse(plain, Why).IsLazilyFreed);
        Assert.False(plain.OrElse(plain, Why).IsLazilyFreed);
    }

    [Fact]
    public void A_part_that_expected_and_deviating_content_share_rules_neither_out()
    {
        var content = PageContent.Exactly(PageImage.Zero, Why).OrDeviating(PageImage.Zero.With(8, [1]), Why, Why);
        var left = content.Read(64, [0, 0])!;
        Assert.NotNull(left.Read(8, [1], out var deviatesFrom));
        Assert.Equal(Why, deviatesFrom);
        Assert.NotNull(content.Write(8, [1], Why).Read(8, [1], out deviatesFrom));
        Assert.Null(deviatesFrom);
        Assert.Equal(9, content.FirstDifference(8, [0, 7]));
        Assert.Equal(9, content.FirstDifference(8, [0, 0]));
    }

    [Fact]
    public void What_was_seen_to_deviate_turns_to_zeros_no_more()
    {
        var seen = Freed.OrDeviating(PageImage.Filled(2, 2), Why, Why).Read(0, PageImage.Filled(2, 2).Bytes)!;
        Assert.False(seen.IsLazilyFreed);
        Assert.Null(seen.Read(0, PageImage.Zero.Bytes));
    }
}
