// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Globalization;
using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Storms;

/// <summary>What the figures of a storm say of the device.</summary>
internal static class StormJudge
{
    /// <summary>With fewer VMAs to share out, a device has reason to give a guest less than the minimum.</summary>
    private const int ShareableMapCount = 16 * BoundRequirements.LeastMappings;

    /// <summary>Bytes a channel, and in all, by which a process may grow for other reasons.</summary>
    private const long NoiseOfDropped = 24;
    private const long NoiseOfGrowth = 8 << 20;
    private const long NoiseOfLife = 256;
    private const int LeastLives = 32;

    /// <summary>What is not met, violations first.</summary>
    internal static ImmutableArray<Finding> Judge(StormKind kind, StormSheet sheet, Coverage coverage)
    {
        var verification = new Verification(0);
        switch (kind)
        {
            case StormKind.Mappings:
                JudgeMappings(sheet, verification);
                break;
            case StormKind.Locks:
                JudgeLocks(sheet, verification);
                break;
            case StormKind.Lives:
                JudgeLives(sheet, verification);
                break;
            default:
                JudgeChannels(sheet, verification);
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

    /// <summary>True when the figures show why the VMM could not go on.</summary>
    internal static bool IsExhausted(StormSheet sheet) =>
        sheet[StormField.Mappable] is >= 0 and < MappingStorm.Needed
        && sheet[StormField.MappableAfter] == MappingStorm.Needed;

    private static void JudgeMappings(StormSheet sheet, Verification verification)
    {
        var performed = Enumerable.Range(0, MappingStorm.Waves.Length).Sum(w => sheet.Wave(w).Performed);
        if (performed == 0)
        {
            return;
        }

        // Where unmapping guest RAM does not help, it is not the guest who has used up the mappings.
        if (sheet[StormField.Mappable] == MappingStorm.Needed || IsExhausted(sheet))
        {
            verification.Check(BoundRequirements.VmmCanMap, !IsExhausted(sheet), () => (Text(
                $"the VMM could make {sheet[StormField.Mappable]} of {MappingStorm.Needed} mappings; it has "
                + $"{sheet[StormField.Mappings]:N0}, and vm.max_map_count is {sheet[StormField.MaxMapCount]:N0}"),
                Text($"all {MappingStorm.Needed}, as it could before, and again when guest RAM was unmapped")));
        }

        JudgeLeastMappings(sheet, verification);
    }

    private static void JudgeLeastMappings(StormSheet sheet, Verification verification)
    {
        // The first function that the device performs at all: the others come when it may be at its bound.
        var first = Enumerable.Range(0, MappingStorm.PlainWaves)
            .FirstOrDefault(w => sheet.Wave(w).Performed > 0, -1);
        if (first < 0 || sheet[StormField.MaxMapCount] < ShareableMapCount)
        {
            return;
        }

        var wave = sheet.Wave(first);
        verification.Check(BoundRequirements.MinimumService,
            wave.LastErrno == 0 || 2 * wave.Performed >= BoundRequirements.LeastMappings, () => (
            Text($"{FunctionCodes.Name(MappingStorm.Waves[first])} of every second page was refused with "
                + $"{Errnos.Describe((ulong)wave.LastErrno)} after {wave.Performed:N0} pages"),
            Text($"at least {BoundRequirements.LeastMappings / 2:N0} pages, each two mappings more")));
    }

    private static void JudgeLocks(StormSheet sheet, Verification verification)
    {
        if (sheet.Wave(0).Performed > 0 && sheet[StormField.CouldLock] == 1 && sheet[StormField.CanLockAfter] == 1)
        {
            verification.Check(BoundRequirements.VmmCanLock, sheet[StormField.CanLock] == 1, () => (Text(
                $"the VMM could not lock a page of its own: the guest has {sheet.Wave(0).Performed * 4:N0} KiB locked, "
                + $"and RLIMIT_MEMLOCK is {sheet[StormField.LockLimit] / 1024:N0} KiB"),
                "it can, as it could before, and again when guest RAM was unmapped"));
        }
    }

    private static void JudgeChannels(StormSheet sheet, Verification verification)
    {
        var (endless, growth) = (sheet[StormField.EndlessChannels], sheet[StormField.EndlessGrowth]);
        var isBounded = sheet[StormField.RefusedChannel] == 1 || endless <= BoundRequirements.MostChannels
            || growth <= BoundRequirements.MostChannelMemory;
        var (dropped, kept) = (sheet[StormField.DroppedChannels], sheet[StormField.DroppedGrowth]);
        verification.Check(BoundRequirements.ChannelsAreBounded,
            isBounded && kept <= NoiseOfGrowth + NoiseOfDropped / 2 * dropped, () => isBounded
            ? (Text($"the VMM has grown by {kept >> 10:N0} KiB over {dropped:N0} channels that were dropped again"),
                "it does not grow")
            : (Text($"{endless:N0} channels were taken, none refused; the VMM has grown by {growth >> 10:N0} KiB"),
                Text($"ERROR before {BoundRequirements.MostChannels:N0} channels that take "
                    + $"{BoundRequirements.MostChannelMemory >> 10:N0} KiB")));
        JudgeService(sheet, verification);
    }

    private static void JudgeLives(StormSheet sheet, Verification verification)
    {
        var lives = sheet[StormField.Lives];
        var (descriptors, mappings, growth) = (sheet[StormField.LivesDescriptors], sheet[StormField.LivesMappings],
            sheet[StormField.LivesGrowth]);
        if (lives < LeastLives)
        {
            return;
        }

        // The runtime around the device may take some for itself, but not for every life.
        var isKept = descriptors < lives / 2 && mappings < lives / 2
            && growth <= NoiseOfGrowth + (NoiseOfLife * lives);
        verification.Check(VmmRequirements.DestroyedDevicesLeaveNothing, isKept, () => (
            Text($"{lives:N0} devices that came and went left {descriptors:N0} descriptors, {mappings:N0} mappings ")
                + Text($"and {growth >> 10:N0} KiB behind"), "nothing is left"));
    }

    private static void JudgeService(StormSheet sheet, Verification verification)
    {
        var taken = sheet[StormField.TakenChannels];
        var said = (uint)sheet[StormField.SaidChannels];
        var expected = ChannelStorm.Expected(said);
        var saying = said == uint.MaxValue ? "" : Text($"; the device says that it takes {said:N0}");
        verification.Check(BoundRequirements.MinimumService, taken >= expected, () => (
            Text($"REGISTER was refused after {taken:N0} channels{saying}"), Text($"at least {expected:N0} channels")));

        // Not all were used where the device did not take them a second time.
        if (sheet[StormField.AnsweredChannels] is var answered && sheet[StormField.UsedChannels] > 0)
        {
            verification.Check(RequestRequirements.EveryRequestIsAnswered, answered == sheet[StormField.UsedChannels],
                () => (Text($"of {taken:N0} channels, number {answered + 1:N0} registered did not answer INFO"),
                    "every one answers INFO"));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Text(string text) => text;
}
