// SPDX-License-Identifier: Apache-2.0

using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Concurrency.Races;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Concurrency.Vmms;

/// <summary>What a VMM works with: the guest RAM of the machine and of the one that it is restored as.</summary>
[SkipRewriting("a test double")]
internal sealed class VmmStage(Schedule schedule, Parts parts)
{
    private readonly Parts _parts = parts;

    /// <summary>The host calls of both machines, in one account.</summary>
    internal RacingHost Host { get; } = new(schedule);

    /// <summary>Guest RAM before.</summary>
    internal GuestMemory Memory { get; } = schedule.Machines.WipeFirst();

    /// <summary>Guest RAM after.</summary>
    internal GuestMemory Successor { get; } = schedule.Machines.WipeSecond();

    /// <summary>A new device in a guest RAM.</summary>
    internal IMmioDevice NewDevice(GuestMemory memory) => _parts.Device(memory, Host);

    /// <summary>Copies the contents of guest RAM to the machine that continues.</summary>
    internal void CopyMemory()
    {
        schedule.Note("copies guest RAM");
        schedule.Require(Host.InFlight == 0, VmmRequirements.VmmEventsAreQuiescent,
            "guest RAM is saved while a request is in flight");
        var page = new byte[PageGeometry.Size];
        for (var i = 0; i < Ram.Pages; i++)
        {
            Memory.Read(Ram.Page(i), page);
            Successor.Write(Ram.Page(i), page);
        }
    }

    /// <summary>The VMM did something.</summary>
    internal void Note(string what) => schedule.Note(what);

    /// <summary>The VMM reached a situation.</summary>
    internal void Reach(string situation) => schedule.Reach(situation);
}
