// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>Where the guest of a bound stops, and what it keeps off.</summary>
/// <param name="MostRequests">The number of requests after which it stops; null for no limit.</param>
/// <param name="LeftOut">What it leaves out: <see cref="BoundField.LeftOut"/>.</param>
internal readonly record struct BoundLimits(long? MostRequests, long LeftOut)
{
    /// <summary>Those under which a guest ran.</summary>
    internal static BoundLimits Of(BoundFigures figures) => new(
        figures[BoundField.MostRequests] is >= 0 and var most ? most : null, figures[BoundField.LeftOut]);

    /// <summary>Everything of a bound that triggers no known defect.</summary>
    internal static BoundLimits Around(KnownDefects? known, BoundKind kind) =>
        new(MostRequests: null, known is { HasAny: true } ? LeftOutFor(known, kind) : 0);

    private static long LeftOutFor(KnownDefects known, BoundKind kind) => kind switch
    {
        BoundKind.Leaks => Bits(LeakCalls.Count, known, new GuestLayout([.. LeakGuest.Regions]), LeakGuest.RequestsOf),
        BoundKind.Mappings => Bits(MappingBound.PlainWaves, known, MappingBound.LayoutFor(0),
            wave => [MappingBound.RequestOf(wave)]),
        BoundKind.Locks or BoundKind.Lives or BoundKind.Channels or BoundKind.Large => 0,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static long Bits(
        int count, KnownDefects known, GuestLayout layout, Func<int, IEnumerable<Request>> requestsOf)
    {
        var bits = 0L;
        for (var i = 0; i < count; i++)
        {
            var met = requestsOf(i).Select(r => known.MetBy(r, layout)).FirstOrDefault(d => d is not null);
            if (met is not null)
            {
                bits |= 1L << i;
                met.KeptOff++;
            }
        }

        return bits;
    }
}
