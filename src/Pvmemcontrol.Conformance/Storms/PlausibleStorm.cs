// SPDX-License-Identifier: Apache-2.0

using System.Globalization;

namespace Pvmemcontrol.Conformance.Storms;

/// <summary>What the figures of storms can be, whatever the device did.</summary>
internal static class PlausibleStorm
{
    /// <summary>More than any count or number of bytes here, and few enough to calculate with.</summary>
    internal const long Most = 1L << 50;

    /// <summary>Why a field cannot have this value, or null.</summary>
    internal static string? WhyNot(StormKind kind, StormField field, long value)
    {
        var (least, most) = Range(kind, field);
        return value >= least && value <= most
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"'{field}' is not a number from {least} to {most}");
    }

    /// <summary>Why no wave has these counts, or null.</summary>
    internal static string? WhyNot(in StormWave wave) =>
        wave.Sent is < 0 or > Most || wave.Performed < 0 || wave.Performed > wave.Sent
            || wave.LastErrno is < 0 or > uint.MaxValue
            ? "no wave has such counts"
            : null;

    /// <summary>What a field can be.</summary>
    internal static (long Least, long Most) Range(StormKind kind, StormField field) => field switch
    {
        StormField.Kind => ((long)kind, (long)kind),
        StormField.LockLimit when kind == StormKind.Locks =>
            ((long)LockStorm.SmallestLimit, (long)LockStorm.LargestLimit),
        StormField.LockLimit => (0, (long)LockStorm.LargestLimit),
        StormField.MaxMapCount => (0, kind == StormKind.Mappings ? MappingStorm.MostMapCount : int.MaxValue),
        StormField.MostRequests or StormField.Mappable => (-1, Most),
        StormField.State => (0, (long)StormState.Impossible),
        StormField.CouldLock or StormField.CanLock or StormField.CanLockAfter or StormField.RefusedChannel => (0, 1),
        StormField.SaidChannels => (0, uint.MaxValue),
        StormField.EndlessGrowth or StormField.DroppedGrowth or StormField.LivesGrowth => (-Most, Most),
        _ => (0, Most),
    };
}
