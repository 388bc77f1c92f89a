// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Bounds;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Bounds;

/// <summary>What figures show, and what they do not.</summary>
public sealed class BoundJudgeTests
{
    [Theory]
    [InlineData(442_369, 0, false)]
    [InlineData(442_369, 1, true)]
    [InlineData(1_048_577, 0, true)]
    [Trait("Requirement", "PVMC-DEV-053")]
    public void Too_few_channels_show_no_bound_unless_one_was_refused(long channels, long refused, bool isShown)
    {
        var figures = Figures(BoundKind.Channels, [(BoundField.EndlessChannels, channels),
            (BoundField.RefusedChannel, refused), (BoundField.TakenChannels, BoundRequirements.LeastChannels),
            (BoundField.SaidChannels, uint.MaxValue)]);
        var coverage = new Coverage();
        Assert.Empty(BoundJudge.Judge(figures, coverage));
        Assert.Equal(isShown, coverage.Exercised(BoundRequirements.ChannelsAreBounded) > 0);
        Assert.Equal(!isShown, BoundText.Figures(figures).Contains("never exercised", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-053")]
    public void Memory_that_dropped_channels_keep_is_found_with_few_channels_too()
    {
        var figures = Figures(BoundKind.Channels, [(BoundField.EndlessChannels, 100), (BoundField.DroppedChannels, 50),
            (BoundField.DroppedGrowth, 1 << 30), (BoundField.TakenChannels, BoundRequirements.LeastChannels),
            (BoundField.SaidChannels, uint.MaxValue)]);
        Assert.Contains(BoundJudge.Judge(figures, new Coverage()),
            f => f.Requirement == BoundRequirements.ChannelsAreBounded);
    }

    [Theory]
    [InlineData(128, 127, 64, true)]
    [InlineData(128, 63, 128, false)]
    [InlineData(128, 128, 0, false)]
    [InlineData(31, 0, 0, true)]
    [Trait("Requirement", "PVMC-DEV-056")]
    public void What_was_locked_once_can_be_locked_again(
        long first, long afterSamePage, long afterUnlocked, bool isBalanced)
    {
        var figures = Figures(BoundKind.Locks, [], first, 512, afterSamePage, 512, afterUnlocked);
        Assert.Equal(isBalanced, BoundJudge.Judge(figures, new Coverage()).IsEmpty);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-056")]
    public void A_device_that_refuses_to_unlock_is_not_asked_to_lock_again()
    {
        var coverage = new Coverage();
        Assert.Empty(BoundJudge.Judge(Figures(BoundKind.Locks, [], 128), coverage));
        Assert.Equal(0, coverage.Exercised(BoundRequirements.LocksAreBalanced));
    }

    /// <summary>Figures with these fields, and waves that performed so many of as many requests and 16 more.</summary>
    private static BoundFigures Figures(
        BoundKind kind, (BoundField Field, long Value)[] fields, params long[] performed)
    {
        var numbers = new long[BoundFigures.Names.Length];
        numbers[(int)BoundField.Kind] = (long)kind;
        foreach (var (field, value) in fields)
        {
            numbers[(int)field] = value;
        }

        var waves = new BoundWave[MappingBound.Waves.Length];
        for (var i = 0; i < performed.Length; i++)
        {
            waves[i] = new BoundWave { Sent = performed[i] + 16, Performed = performed[i] };
        }

        return new BoundFigures([.. numbers], [.. waves], ImmutableArray<LeakGrowth>.Empty);
    }
}
