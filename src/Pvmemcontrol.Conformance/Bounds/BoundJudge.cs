// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Globalization;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>Judges the figures of a bound.</summary>
internal static class BoundJudge
{
    /// <summary>With a smaller vm.max_map_count, a device may give a guest less than the minimum.</summary>
    private const int ShareableMapCount = 16 * BoundRequirements.LeastMappings;

    /// <summary>Bytes a channel, and in all, by which a process may grow for other reasons.</summary>
    private const long NoiseOfDropped = 24;
    private const long NoiseOfGrowth = 8 << 20;
    private const long NoiseOfLife = 256;
    private const int LeastLocked = 32;

    /// <summary>The findings, violations first.</summary>
    internal static ImmutableArray<Finding> Judge(BoundFigures figures, Coverage coverage)
    {
        var verification = new Verification(0);
        switch (figures.Kind)
        {
            case BoundKind.Mappings:
                JudgeMappings(figures, verification);
                break;
            case BoundKind.Locks:
                JudgeLocks(figures, verification);
                break;
            case BoundKind.Lives:
                JudgeLives(figures, verification);
                break;
            case BoundKind.Leaks:
                JudgeLeaks(figures, verification);
                break;
            case BoundKind.Large:
                LargeJudge.Judge(figures, verification);
                break;
            default:
                JudgeChannels(figures, verification);
                break;
        }

        foreach (var requirement in verification.Exercised)
        {
            coverage.Exercise(requirement);
        }

        return verification.Violation is { } violation
            ? [violation, .. verification.Deviations]
            : [.. verification.Deviations];
    }

    /// <summary>True when the figures explain why the VMM failed.</summary>
    internal static bool IsExhausted(BoundFigures figures) =>
        figures[BoundField.Mappable] is >= 0 and < MappingBound.Needed
        && figures[BoundField.MappableAfter] == MappingBound.Needed;

    private static void JudgeMappings(BoundFigures figures, Verification verification)
    {
        var performed = Enumerable.Range(0, MappingBound.Waves.Length).Sum(w => figures.Waves[w].Performed);
        if (performed == 0)
        {
            return;
        }

        // If unmapping guest RAM does not help, it was not the guest that used up the mappings.
        if (figures[BoundField.Mappable] == MappingBound.Needed || IsExhausted(figures))
        {
            verification.Check(BoundRequirements.VmmCanMap, !IsExhausted(figures), () => (Text(
                $"the VMM could make {figures[BoundField.Mappable]} of {MappingBound.Needed} mappings; it has "
                + $"{figures[BoundField.Mappings]:N0}, and vm.max_map_count is {figures[BoundField.MaxMapCount]:N0}"),
                Text($"all {MappingBound.Needed}, as before, and again after guest RAM was unmapped")));
        }

        JudgeLeastMappings(figures, verification);
    }

    private static void JudgeLeastMappings(BoundFigures figures, Verification verification)
    {
        // Only the first function that the device performs: later ones may meet its bound.
        var first = Enumerable.Range(0, MappingBound.PlainWaves)
            .FirstOrDefault(w => figures.Waves[w].Performed > 0, -1);
        if (first < 0 || figures[BoundField.MaxMapCount] < ShareableMapCount)
        {
            return;
        }

        var wave = figures.Waves[first];
        verification.Check(BoundRequirements.MinimumService,
            wave.LastErrno == 0 || 2 * wave.Performed >= BoundRequirements.LeastMappings, () => (
            Text($"{FunctionCodes.Name(MappingBound.Waves[first])} of every second page was refused with "
                + $"{Errnos.Describe((ulong)wave.LastErrno)} after {wave.Performed:N0} pages"),
            Text($"at least {BoundRequirements.LeastMappings / 2:N0} pages, two more mappings for each")));
    }

    private static void JudgeLocks(BoundFigures figures, Verification verification)
    {
        var first = figures.Waves[LockBound.First].Performed;
        var last = new[] { LockBound.AfterUnlocked, LockBound.AfterSamePage }
            .FirstOrDefault(w => figures.Waves[w].Sent > 0, LockBound.First);
        var performed = figures.Waves[last].Performed;
        if (performed > 0 && figures[BoundField.CouldLock] == 1 && figures[BoundField.CanLockAfter] == 1)
        {
            verification.Check(BoundRequirements.VmmCanLock, figures[BoundField.CanLock] == 1, () => (Text(
                $"the VMM could not lock a page of its own: the guest has {performed * 4:N0} KiB locked, "
                + $"and RLIMIT_MEMLOCK is {figures[BoundField.LockLimit] / 1024:N0} KiB"),
                "it can, as before, and again after guest RAM was unmapped"));
        }

        JudgeBalance(figures, first, LockBound.AfterSamePage, verification);
        JudgeBalance(figures, first, LockBound.AfterUnlocked, verification);
    }

    /// <summary>Another bound may leave room for fewer locks, but not for a fraction of those before.</summary>
    private static void JudgeBalance(BoundFigures figures, long first, int wave, Verification verification)
    {
        var again = figures.Waves[wave];
        if (first < LeastLocked || again.Sent == 0)
        {
            return;
        }

        var (before, what) = (figures.Waves[wave - 1], wave == LockBound.AfterSamePage
            ? "MLOCK of one page and one MUNLOCK of it"
            : "MUNLOCK of pages that were not locked");
        verification.Check(BoundRequirements.LocksAreBalanced, 2 * again.Performed >= first, () => (
            Text($"MLOCK was performed for {first:N0} pages at first, and for {again.Performed:N0} after ")
                + Text($"{before.Sent:N0} times {what}; no page was locked any more"),
            Text($"for at least {first / 2:N0} pages again")));
    }

    private static void JudgeChannels(BoundFigures figures, Verification verification)
    {
        var (endless, growth) = (figures[BoundField.EndlessChannels], figures[BoundField.EndlessGrowth]);
        var isBounded = figures[BoundField.RefusedChannel] == 1 || endless <= BoundRequirements.MostChannels
            || growth <= BoundRequirements.MostChannelMemory;
        var (dropped, kept) = (figures[BoundField.DroppedChannels], figures[BoundField.DroppedGrowth]);
        var isFreed = kept <= NoiseOfGrowth + NoiseOfDropped / 2 * dropped;
        if (isBounded && isFreed && !AreEnoughChannels(figures))
        {
            JudgeService(figures, verification);
            return;
        }

        verification.Check(BoundRequirements.ChannelsAreBounded, isBounded && isFreed, () => isBounded
            ? (Text($"the VMM grew by {kept >> 10:N0} KiB over {dropped:N0} dropped channels"),
                "it does not grow")
            : (Text($"{endless:N0} channels were registered, none refused; the VMM grew by {growth >> 10:N0} KiB"),
                Text($"ERROR before {BoundRequirements.MostChannels:N0} channels that take "
                    + $"{BoundRequirements.MostChannelMemory >> 10:N0} KiB")));
        JudgeService(figures, verification);
    }

    /// <summary>
    /// False when the guest could not register as many channels as would show whether there is a bound.
    /// </summary>
    internal static bool AreEnoughChannels(BoundFigures figures) => figures[BoundField.RefusedChannel] == 1
        || figures[BoundField.EndlessChannels] > BoundRequirements.MostChannels;

    private static void JudgeLives(BoundFigures figures, Verification verification)
    {
        var lives = figures[BoundField.Lives];
        var (descriptors, mappings, growth) = (figures[BoundField.LivesDescriptors], figures[BoundField.LivesMappings],
            figures[BoundField.LivesGrowth]);
        if (lives < LifeBound.Least)
        {
            return;
        }

        // The runtime around the device may keep some, but not for every life.
        var isKept = descriptors < lives / 2 && mappings < lives / 2
            && growth <= NoiseOfGrowth + (NoiseOfLife * lives);
        verification.Check(VmmRequirements.DestroyedDevicesLeaveNothing, isKept, () => (
            Text($"{lives:N0} devices, created and destroyed, left {descriptors:N0} descriptors, ")
                + Text($"{mappings:N0} mappings and {growth >> 10:N0} KiB behind"), "nothing is left"));
    }

    private static void JudgeLeaks(BoundFigures figures, Verification verification)
    {
        if (figures[BoundField.KindsOfCalls] > 0)
        {
            verification.Check(BoundRequirements.CallsLeaveNothing, !figures.Leaks.Any(l => l.IsLeak), () => (
                $"the VMM loses {string.Join("; ", BoundText.Leaks(figures))}",
                "it uses as much after many of them as after a few"));
        }
    }

    private static void JudgeService(BoundFigures figures, Verification verification)
    {
        var taken = figures[BoundField.TakenChannels];
        var said = (uint)figures[BoundField.SaidChannels];
        var expected = ChannelBound.Expected(said);
        var saying = said == uint.MaxValue ? "" : Text($"; the device says it supports {said:N0}");
        verification.Check(BoundRequirements.MinimumService, taken >= expected, () => (
            Text($"REGISTER was refused after {taken:N0} channels{saying}"), Text($"at least {expected:N0} channels")));

        // Not all were used if the device did not register them a second time.
        if (figures[BoundField.AnsweredChannels] is var answered && figures[BoundField.UsedChannels] > 0)
        {
            verification.Check(RequestRequirements.EveryRequestIsAnswered, answered == figures[BoundField.UsedChannels],
                () => (Text($"of {taken:N0} channels, number {answered + 1:N0} registered did not answer INFO"),
                    "every one answers INFO"));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Text(string text) => text;
}
