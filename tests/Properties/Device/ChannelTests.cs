// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Xunit;

namespace Pvmemcontrol.Properties.Device;

/// <summary>How many channels there may be.</summary>
public sealed class ChannelTests
{
    [Fact]
    public void REGISTER_beyond_the_limit_answers_ERROR_and_breaks()
    {
        using var memory = new GuestMemory(TestRam.Layout);
        using var device = new PvmemcontrolDevice(memory, options: new DeviceOptions { MaxChannels = 3 });
        var guest = new Guest(device, memory);
        guest.Do(TransportCommand.Reset);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(Guest.Ack, guest.Register(TestRam.Buffer));
        }

        Assert.Equal(Guest.Error, guest.Register(TestRam.Buffer));
        Assert.Equal(Guest.Error, guest.Do(TransportCommand.Ready));
    }

    [Fact]
    public void RESET_makes_room_for_as_many_channels_again()
    {
        using var memory = new GuestMemory(TestRam.Layout);
        using var device = new PvmemcontrolDevice(memory, options: new DeviceOptions { MaxChannels = 1 });
        var guest = new Guest(device, memory);
        for (var i = 0; i < 3; i++)
        {
            Assert.Single(guest.Handshake(TestRam.Buffer));
        }
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-003")]
    public void Eight_thousand_channels_are_registered_in_no_time_and_all_of_them_answer()
    {
        const int channels = 8192;
        using var memory = new GuestMemory(TestRam.Layout);
        using var device = new PvmemcontrolDevice(memory);
        var guest = new Guest(device, memory);
        var start = Stopwatch.GetTimestamp();
        var commands = guest.Handshake([.. Enumerable.Repeat(TestRam.Buffer, channels)]);
        var time = Stopwatch.GetElapsedTime(start);
        Assert.True(time < TimeSpan.FromSeconds(1), $"{channels} REGISTERs took {time}");
        Assert.Equal(channels, commands.Distinct().Count());
        var info = new Request(FunctionCode.Info, 0, 0);
        Assert.All(commands, command => Assert.Equal(1UL, guest.Send(command, TestRam.Buffer, info).Arg0));
    }
}
