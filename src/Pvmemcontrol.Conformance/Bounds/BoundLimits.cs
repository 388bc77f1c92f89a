// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>Where the guest of a bound stops, and what it leaves out.</summary>
/// <param name="MostRequests">The number of requests after which it stops; null for no limit.</param>
/// <param name="LeftOut">What it leaves out: <see cref="BoundField.LeftOut"/>.</param>
internal readonly record struct BoundLimits(long? MostRequests, long LeftOut)
{
    /// <summary>Those under which a guest ran.</summary>
    internal static BoundLimits Of(BoundFigures figures) => new(
        figures[BoundField.MostRequests] is >= 0 and var most ? most : null, figures[BoundField.LeftOut]);

    /// <summary>
    /// The limits of a guest that leaves out the requests of which the device is known to die or to hang. Another known
    /// defect does not keep a leak from showing.
    /// </summary>
    internal static BoundLimits Around(KnownDefects? known, BoundKind kind) =>
        new(MostRequests: null, known is { HasAny: true } ? LeftOutFor(known, kind) : 0);

    private static long LeftOutFor(KnownDefects known, BoundKind kind) => kind switch
    {
        BoundKind.Leaks => Bits(kind, known, new GuestLayout([.. LeakGuest.Regions]), LeakGuest.RequestOfBit),
        BoundKind.Mappings => Bits(kind, known, MappingBound.LayoutFor(0), wave => MappingBound.RequestOf(wave)),
        BoundKind.Locks or BoundKind.Lives or BoundKind.Channels or BoundKind.Large => 0,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static long Bits(BoundKind kind, KnownDefects known, GuestLayout layout, Func<int, Request?> requestOf)
    {
        var bits = 0L;
        for (var i = 0; i < Bounds.LeftOut.NamesFor(kind).Length; i++)
        {
            if (requestOf(i) is { } request && known.DiesOf(request, layout) is { } defect)
            {
                bits |= 1L << i;
                defect.KeptOff++;
            }
        }

        return bits;
    }
}
