// SPDX-License-Identifier: Apache-2.0

using System.Globalization;

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>
/// The range of valid figures. Others come from a forged trace, or from a device that overwrote them.
/// </summary>
internal static class BoundValidator
{
    /// <summary>More than any count or number of bytes here, and few enough to calculate with.</summary>
    internal const long Most = 1L << 50;

    /// <summary>Why no run of this kind leaves these figures, or null.</summary>
    internal static string? WhyNot(BoundKind kind, BoundFigures figures) =>
        BoundFigures.Names.Select(field => WhyNot(kind, field, figures[field])).FirstOrDefault(why => why is not null)
        ?? figures.Waves.Select(wave => WhyNot(wave)).FirstOrDefault(why => why is not null)
        ?? figures.Leaks.Select(leak => WhyNot(leak)).FirstOrDefault(why => why is not null);

    /// <summary>Why a field cannot have this value, or null.</summary>
    internal static string? WhyNot(BoundKind kind, BoundField field, long value)
    {
        var (least, most) = Range(kind, field);
        return value >= least && value <= most
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"'{field}' is not a number from {least} to {most}");
    }

    /// <summary>Why no wave has these counts, or null.</summary>
    internal static string? WhyNot(in BoundWave wave) =>
        wave.Sent is < 0 or > Most || wave.Performed < 0 || wave.Performed > wave.Sent
            || wave.LastErrno is < 0 or > uint.MaxValue
            ? "no wave has such counts"
            : null;

    /// <summary>Why no call has this growth, or null.</summary>
    private static string? WhyNot(in LeakGrowth leak) =>
        leak.Calls is < 0 or > Most || leak.Descriptors is < 0 or > Most || leak.Mappings is < 0 or > Most
            || leak.Bytes is < 0 or > Most || (leak.Calls == 0 && (leak.Descriptors | leak.Mappings | leak.Bytes) != 0)
            ? "no calls have such growth"
            : null;

    /// <summary>The range of a field.</summary>
    internal static (long Least, long Most) Range(BoundKind kind, BoundField field) => field switch
    {
        BoundField.Kind => ((long)kind, (long)kind),
        BoundField.LockLimit when kind == BoundKind.Locks =>
            ((long)LockBound.SmallestLimit, (long)LockBound.LargestLimit),
        BoundField.LockLimit => (0, (long)LockBound.LargestLimit),
        BoundField.MaxMapCount => (0, kind == BoundKind.Mappings ? MappingBound.MostMapCount : int.MaxValue),
        BoundField.MostRequests or BoundField.Mappable => (-1, Most),
        BoundField.State => (0, (long)BoundState.Impossible),
        BoundField.CouldLock or BoundField.CanLock or BoundField.CanLockAfter or BoundField.RefusedChannel => (0, 1),
        BoundField.SaidChannels => (0, uint.MaxValue),
        BoundField.KindsOfCalls => (0, LeakCalls.Count),
        BoundField.LeftOut => (0, (1L << LeftOut.NamesFor(kind).Length) - 1),
        BoundField.EndlessGrowth or BoundField.DroppedGrowth or BoundField.LivesGrowth => (-Most, Most),
        _ when BoundFigures.IsLarge(field) => kind == BoundKind.Large ? LargeRange(field) : (0, 0),
        _ => (0, Most),
    };

    private static (long Least, long Most) LargeRange(BoundField field) => field switch
    {
        BoundField.LargeErrno or BoundField.LargeRefusal => (0, uint.MaxValue),
        BoundField.LargePage => (0, Most),
        BoundField.LargeIsFlags => (0, 1),
        BoundField.LargeBefore or BoundField.LargeSeen => (0, byte.MaxValue),
        _ => (0, LargeRequest.All.Length),
    };
}
