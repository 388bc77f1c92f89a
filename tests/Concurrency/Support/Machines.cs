// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Concurrency.Races;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Concurrency.Support;

/// <summary>
/// The guest RAM of a machine, and of the one that it may be restored as. Lent to one search at a time, wiped for each
/// schedule, and never unmapped. Not lent again after a schedule that was cut short: its tasks may still write there.
/// </summary>
[SkipRewriting("memory is no scheduling point")]
internal sealed class Machines
{
    private static readonly ConcurrentBag<Machines> Pool = [];

    private readonly GuestMemory _first = Ram.New();
    private readonly GuestMemory _second = Ram.New();

    private Machines()
    {
    }

    /// <summary>The first machine's, all zeros.</summary>
    internal GuestMemory WipeFirst() => Ram.Wipe(_first);

    /// <summary>The second's, all zeros.</summary>
    internal GuestMemory WipeSecond() => Ram.Wipe(_second);

    /// <summary>Unused machines.</summary>
    internal static Machines Rent() => Pool.TryTake(out var machines) ? machines : new Machines();

    /// <summary>Returns machines that are no longer used.</summary>
    internal static void Return(Machines machines) => Pool.Add(machines);
}
