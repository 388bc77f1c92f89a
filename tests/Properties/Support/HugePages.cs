// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Properties.Support;

/// <summary>Huge pages for the tests that need them: from the host's pool, which is enlarged if permitted.</summary>
internal static class HugePages
{
    /// <summary>The tests that take from the pool: one at a time.</summary>
    internal const string Collection = "huge pages";

    internal const string None = "SKIPPED: no huge pages, and this user may not reserve any";

    private static readonly Lazy<IDisposable?> Reservation = new(Reserve);

    /// <summary>True when the pool has enough pages; it is restored when the process ends.</summary>
    internal static bool AreAvailable
    {
        get
        {
            _ = Reservation.Value;
            return HugePagePool.Free >= Layouts.HugePagesNeeded;
        }
    }

    private static IDisposable? Reserve()
    {
        var missing = Layouts.HugePagesNeeded - HugePagePool.Free;
        if (missing <= 0)
        {
            return null;
        }

        try
        {
            var reservation = HugePagePool.Reserve(missing);
            AppDomain.CurrentDomain.ProcessExit += (_, _) => reservation.Dispose();
            return reservation;
        }
        catch (HostException)
        {
            return null;
        }
    }
}
