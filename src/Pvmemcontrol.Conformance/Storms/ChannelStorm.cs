// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Storms;

/// <summary>
/// A guest that registers the channels it may expect and uses each; registers without end; and registers and drops
/// again and again.
/// </summary>
internal sealed class ChannelStorm(StormGuest guest, StormSheet sheet, OwnMemory own)
{
    /// <summary>Channels that the guest drops in the end, in many handshakes.</summary>
    internal const int Dropped = 1 << 19;

    /// <summary>A device that says more is believed.</summary>
    internal const int MostExpected = 1 << 16;

    /// <summary>The guest registers so many at most: a device that needs few bytes for each shows only then.</summary>
    private const int Endless = 1 << 22;

    /// <summary>Memory is read after every so many.</summary>
    private const int Interval = 4096;

    /// <summary>Bytes: the guest can stop here; some of it may be guest RAM that the device touched.</summary>
    private const long Plenty = 2 * BoundRequirements.MostChannelMemory;

    /// <summary>A device that is slow in taking channels takes the fewer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>The guest RAM: a buffer of its own for every channel.</summary>
    internal static readonly Region Region = new(0x1_0000_0000,
        Endless / (PageGeometry.Size / Request.Size), Backing.PrivateAnonymous);

    private readonly uint[] _commands = new uint[MostExpected];
    private long _before;

    /// <summary>How many channels a device is expected to take that says it takes so many.</summary>
    internal static int Expected(uint said) =>
        said == uint.MaxValue ? BoundRequirements.LeastChannels
        : (int)Math.Clamp(said, BoundRequirements.LeastChannels, MostExpected);

    /// <summary>Measures once more; the device still has its channels, and guest RAM is unmapped.</summary>
    internal void MeasureWithoutGuestRam() => sheet[StormField.EndlessGrowth] = PrivateBytes() - _before;

    /// <summary>Lets the guest do it; false when there was no handshake.</summary>
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
        var taken = Register(Expected((uint)sheet[StormField.SaidChannels]));
        sheet[StormField.TakenChannels] = taken;

        // A device that refused one is in Broken now.
        guest.Command(TransportCommand.Reset);
        if (Register(taken) < taken || !guest.Command(TransportCommand.Ready))
        {
            return;
        }

        sheet[StormField.UsedChannels] = taken;
        for (var i = 0; i < taken; i++)
        {
            var reply = guest.Send(_commands[i], AddressOf(i), new Request(FunctionCode.Info, 0, 0, arg: 1));
            if (reply is not { Errno: 0, Value: > 0 })
            {
                return;
            }

            sheet[StormField.AnsweredChannels]++;
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
        var each = (int)Math.Min(sheet[StormField.TakenChannels], BoundRequirements.LeastChannels);
        if (each == 0)
        {
            return;
        }

        // Some rounds first, for what grows once.
        RegisterAndDrop(each, Dropped / 8);
        var before = PrivateBytes();
        sheet[StormField.DroppedChannels] = RegisterAndDrop(each, Dropped);
        sheet[StormField.DroppedGrowth] = PrivateBytes() - before;
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
        _before = PrivateBytes();
        var since = Environment.TickCount64;
        for (var i = 0; i < Endless && !guest.IsOver; i++)
        {
            if (!guest.TryRegister(AddressOf(i), out _))
            {
                sheet[StormField.RefusedChannel] = 1;
                return;
            }

            sheet[StormField.EndlessChannels] = i + 1;
            if (i % Interval == 0)
            {
                var growth = own.PrivateBytes() - _before;
                sheet[StormField.EndlessGrowth] = growth;
                if (IsLate(since) || (i > BoundRequirements.MostChannels && growth > Plenty))
                {
                    return;
                }
            }
        }
    }

    private static bool IsLate(long since) => Environment.TickCount64 - since > Patience.TotalMilliseconds;

    /// <summary>What a device in .NET has let go is garbage first.</summary>
    private long PrivateBytes()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return own.PrivateBytes();
    }
}
