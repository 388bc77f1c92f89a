// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Conformance.Targets.Loading;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>A guest that reboots repeatedly: its device is used, destroyed, and created again.</summary>
internal sealed class LifeBound(LoadedTarget target, GuestMemory memory, BoundSheet sheet, OwnMemory own)
{
    /// <summary>Devices that are counted.</summary>
    internal const int Most = 512;

    /// <summary>Warm-up devices, for growth that happens once.</summary>
    private const int First = 64;

    /// <summary>A device that is slow to create is created less often.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>On a busy machine fewer than this say nothing: so many get twice the time.</summary>
    internal const int Least = 32;

    /// <summary>The guest RAM.</summary>
    internal static readonly Region Region = new(0x1_0000_0000, 64, Backing.PrivateAnonymous);

    /// <summary>Runs the guest; false when the handshake fails.</summary>
    internal bool Run()
    {
        if (Live(First) < 1)
        {
            return false;
        }

        var (descriptors, mappings) = (OwnMemory.CountDescriptors(), own.CountMappings());
        var bytes = own.PrivateBytesWithoutGarbage();
        sheet[BoundField.Lives] = Live(Most);
        sheet[BoundField.LivesDescriptors] = Math.Max(0, OwnMemory.CountDescriptors() - descriptors);
        sheet[BoundField.LivesMappings] = Math.Max(0, own.CountMappings() - mappings);
        sheet[BoundField.LivesGrowth] = Math.Max(0, own.PrivateBytesWithoutGarbage() - bytes);
        return true;
    }

    private int Live(int most)
    {
        var lives = 0;
        for (var since = Environment.TickCount64;
            lives < most && Environment.TickCount64 - since
                < Patience.TotalMilliseconds * (lives < Least ? 2 : 1); lives++)
        {
            using var device = target.CreateDevice(memory);
            if (device is null || !Use(new BoundGuest(device, memory, sheet)))
            {
                break;
            }
        }

        return lives;
    }

    private static bool Use(BoundGuest guest)
    {
        if (guest.IsOver)
        {
            return true;
        }

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
}
