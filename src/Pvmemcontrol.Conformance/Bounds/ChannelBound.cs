// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>
/// A guest that registers the expected channels and uses each, then registers and drops repeatedly, then registers
/// without end.
/// </summary>
internal sealed class ChannelBound(BoundGuest guest, BoundSheet sheet, OwnMemory own)
{
    /// <summary>Channels that the guest drops in total, in many handshakes.</summary>
    internal const int Dropped = 1 << 19;

    /// <summary>Devices that promise more are not tested beyond this.</summary>
    internal const int MostExpected = 1 << 16;

    /// <summary>The most channels that the guest registers: enough to show growth by a few bytes for each.</summary>
    private const int Endless = 1 << 22;

    /// <summary>Memory is measured every this many channels.</summary>
    private const int Interval = 4096;

    /// <summary>Bytes of growth at which the guest stops; some may be guest RAM that the device touched.</summary>
    private const long Plenty = 2 * BoundRequirements.MostChannelMemory;

    /// <summary>A slow device gets fewer channels.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The guest RAM: a buffer of its own for every channel.</summary>
    internal static readonly Region Region = new(0x1_0000_0000,
        Endless / (PageGeometry.Size / Request.Size), Backing.PrivateAnonymous);

    private readonly uint[] _commands = new uint[MostExpected];
    private long _before;

    /// <summary>How many channels a device is expected to register, given what it says.</summary>
    internal static int Expected(uint said) =>
        said == uint.MaxValue ? BoundRequirements.LeastChannels
        : (int)Math.Clamp(said, BoundRequirements.LeastChannels, MostExpected);

    /// <summary>Measures once more; the device still has its channels, and guest RAM is unmapped.</summary>
    internal void MeasureWithoutGuestRam() =>
        sheet[BoundField.EndlessGrowth] = own.PrivateBytesWithoutGarbage() - _before;

    /// <summary>Runs the guest; false when the handshake fails.</summary>
    internal bool Run()
    {
        if (!guest.TryHandshake(AddressOf(0), out _) || !guest.Command(TransportCommand.Reset))
        {
            return false;
        }

        UseExpected();
        DropManyTimes();
        RegisterWithoutEnd();
        return true;
    }

    private static ulong AddressOf(int channel) => Region.Start + ((ulong)channel * Request.Size);

    private void UseExpected()
    {
        var taken = Register(Expected((uint)sheet[BoundField.SaidChannels]));
        sheet[BoundField.TakenChannels] = taken;

        // After a refusal the device is in Broken.
        guest.Command(TransportCommand.Reset);
        if (Register(taken) < taken || !guest.Command(TransportCommand.Ready))
        {
            return;
        }

        sheet[BoundField.UsedChannels] = taken;
        for (var i = 0; i < taken; i++)
        {
            var reply = guest.Send(_commands[i], AddressOf(i), new Request(FunctionCode.Info, 0, 0, arg: 1));
            if (reply is not { Errno: 0, Value: > 0 })
            {
                return;
            }

            sheet[BoundField.AnsweredChannels]++;
        }
    }

    private int Register(int count)
    {
        var taken = 0;
        while (taken < count && !guest.IsOver && guest.TryRegister(AddressOf(taken), out _commands[taken]))
        {
            taken++;
        }

        return taken;
    }

    private void DropManyTimes()
    {
        var each = (int)Math.Min(sheet[BoundField.TakenChannels], BoundRequirements.LeastChannels);
        if (each == 0)
        {
            return;
        }

        // Warm-up, for growth that happens once.
        RegisterAndDrop(each, Dropped / 8);
        var before = own.PrivateBytesWithoutGarbage();
        sheet[BoundField.DroppedChannels] = RegisterAndDrop(each, Dropped);
        sheet[BoundField.DroppedGrowth] = own.PrivateBytesWithoutGarbage() - before;
    }

    private int RegisterAndDrop(int each, int most)
    {
        var dropped = 0;
        for (var since = Environment.TickCount64; dropped < most && !IsLate(since); dropped += each)
        {
            guest.Command(TransportCommand.Reset);
            if (Register(each) < each)
            {
                break;
            }
        }

        guest.Command(TransportCommand.Reset);
        return dropped;
    }

    private void RegisterWithoutEnd()
    {
        guest.Command(TransportCommand.Reset);
        _before = own.PrivateBytesWithoutGarbage();
        var since = Environment.TickCount64;
        for (var i = 0; i < Endless && !guest.IsOver; i++)
        {
            if (!guest.TryRegister(AddressOf(i), out _))
            {
                sheet[BoundField.RefusedChannel] = 1;
                return;
            }

            sheet[BoundField.EndlessChannels] = i + 1;
            if (i % Interval == 0)
            {
                var growth = own.PrivateBytes() - _before;
                sheet[BoundField.EndlessGrowth] = growth;
                if (IsLate(since) || (i > BoundRequirements.MostChannels && growth > Plenty))
                {
                    return;
                }
            }
        }
    }

    private static bool IsLate(long since) => Environment.TickCount64 - since > Patience.TotalMilliseconds;
}
