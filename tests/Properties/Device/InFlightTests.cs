// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Xunit;

namespace Pvmemcontrol.Properties.Device;

/// <summary>VM reset and save while requests are in flight.</summary>
public sealed class InFlightTests : IDisposable
{
    private static readonly Request DontNeed = new(FunctionCode.DontNeed, TestRam.Page, 4096);

    private readonly GatedHostCalls _host = new();
    private readonly GuestMemory _memory = new(TestRam.Layout);
    private readonly PvmemcontrolDevice _device;
    private readonly Guest _guest;
    private Vcpu? _request;

    public InFlightTests()
    {
        _device = new PvmemcontrolDevice(_memory, _host);
        _guest = new Guest(_device, _memory);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-049")]
    public void A_VM_reset_returns_when_the_request_in_flight_is_done_and_not_before()
    {
        var (request, channel) = StartRequest();
        var reset = Vcpu.Start(_device.ResetVm);
        Assert.False(reset.EndsWithin(Vcpu.Watch));
        _host.Open();
        reset.Join();
        Assert.Equal(new Reply(0, 0, 0, 0, 0), _guest.Get(TestRam.Buffer));

        // From here on the buffer is the guest's.
        _guest.Put(TestRam.Buffer, DontNeed);
        request.Join();
        _guest.Write(channel);
        Assert.Equal((uint)FunctionCode.DontNeed, _guest.Get(TestRam.Buffer).Errno);
    }

    [Fact]
    public void A_save_returns_when_the_request_in_flight_is_done_and_not_before()
    {
        var (request, _) = StartRequest();
        var save = Vcpu.Start(() => _device.Save());
        Assert.False(save.EndsWithin(Vcpu.Watch));
        _host.Open();
        save.Join();
        Assert.Equal(new Reply(0, 0, 0, 0, 0), _guest.Get(TestRam.Buffer));
        request.Join();
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-020")]
    public void A_command_that_meets_a_save_is_answered_after_it_and_not_dropped()
    {
        var channels = _guest.Handshake(TestRam.Buffer, TestRam.OtherBuffer);
        _guest.Put(TestRam.Buffer, DontNeed);
        var first = Vcpu.Start(() => _guest.Write(channels[0]));
        _host.AwaitEntered();
        var save = Vcpu.Start(() => _device.Save());
        Assert.False(save.EndsWithin(Vcpu.Watch));

        // The save waits for the first channel; a command on the other must neither overtake it nor be lost.
        var info = default(Reply);
        var second = Vcpu.Start(() =>
            info = _guest.Send(channels[1], TestRam.OtherBuffer, new Request(FunctionCode.Info, 0, 0)));
        Assert.False(second.EndsWithin(Vcpu.Watch));
        _host.Open();
        save.Join();
        first.Join();
        second.Join();
        Assert.Equal(1u, info.Arg0);
    }

    [Fact]
    public void A_device_is_saved_again_and_again_under_two_busy_vCPUs_and_no_command_is_lost()
    {
        using var device = new PvmemcontrolDevice(_memory);
        var guest = new Guest(device, _memory);
        ulong[] buffers = [TestRam.Buffer, TestRam.OtherBuffer];
        var channels = guest.Handshake(buffers);
        var isOver = false;
        void AskOften(int i)
        {
            while (!Volatile.Read(ref isOver))
            {
                Assert.Equal(1u, guest.Send(channels[i], buffers[i], new Request(FunctionCode.Info, 0, 0)).Arg0);
            }
        }

        Vcpu[] vcpus = [Vcpu.Start(() => AskOften(0)), Vcpu.Start(() => AskOften(1))];
        var state = device.Save();
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal(state, device.Save());
        }

        Volatile.Write(ref isOver, true);
        Array.ForEach(vcpus, vcpu => vcpu.Join());
    }

    public void Dispose()
    {
        _host.Open();
        _device.Dispose();
        _ = _request?.EndsWithin(Vcpu.Patience);
        _memory.Dispose();
        _host.Dispose();
    }

    private (Vcpu Request, uint Channel) StartRequest()
    {
        var channel = _guest.Handshake(TestRam.Buffer)[0];
        _guest.Put(TestRam.Buffer, DontNeed);
        _request = Vcpu.Start(() => _guest.Write(channel));
        _host.AwaitEntered();
        return (_request, channel);
    }
}
