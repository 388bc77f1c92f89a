// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Storms;

/// <summary>A guest that reboots again and again: its device is used, destroyed, and made anew.</summary>
internal sealed class LifeStorm(LoadedTarget target, GuestMemory memory, StormSheet sheet, OwnMemory own)
{
    /// <summary>Devices that are counted.</summary>
    internal const int Most = 512;

    /// <summary>Devices before, for what grows once.</summary>
    private const int First = 64;

    /// <summary>A device that is slow to make is made less often.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The guest RAM.</summary>
    internal static readonly Region Region = new(0x1_0000_0000, 64, Backing.PrivateAnonymous);

    /// <summary>Lets the guest do it; false when there was no handshake.</summary>
    internal bool Run()
    {
        if (Live(First) < 1)
        {
            return false;
        }

        var (descriptors, mappings, bytes) = (OwnMemory.CountDescriptors(), own.CountMappings(), PrivateBytes());
        sheet[StormField.Lives] = Live(Most);
        sheet[StormField.LivesDescriptors] = Math.Max(0, OwnMemory.CountDescriptors() - descriptors);
        sheet[StormField.LivesMappings] = Math.Max(0, own.CountMappings() - mappings);
        sheet[StormField.LivesGrowth] = Math.Max(0, PrivateBytes() - bytes);
        return true;
    }

    private int Live(int most)
    {
        var lives = 0;
        for (var since = Environment.TickCount64;
            lives < most && Environment.TickCount64 - since < Patience.TotalMilliseconds; lives++)
        {
            using var device = target.CreateDevice(memory);
            if (device is null || !Use(new StormGuest(device, memory, sheet)))
            {
                break;
            }
        }

        return lives;
    }

    private static bool Use(StormGuest guest)
    {
        var buffer = Region.Start;
        if (!guest.TryHandshake(buffer, out var command))
        {
            return false;
        }

        var page = Region.Start + (8 * PageGeometry.Size);
        _ = guest.Send(command, buffer, new Request(FunctionCode.Info, 0, 0));
        _ = guest.Send(command, buffer, new Request(FunctionCode.MProtectR, page, PageGeometry.Size));
        _ = guest.Send(command, buffer, new Request(FunctionCode.MProtectRW, page, PageGeometry.Size));
        _ = guest.Send(command, buffer, new Request(FunctionCode.DontNeed, page, PageGeometry.Size));
        return true;
    }

    /// <summary>What a device in .NET has let go is garbage first.</summary>
    private long PrivateBytes()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return own.PrivateBytes();
    }
}
