// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Concurrency.Broken;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Xunit;

namespace Pvmemcontrol.Properties.Device;

/// <summary>Guest RAM comes and goes while the guest runs.</summary>
public sealed class MemoryChangeTests : IDisposable
{
    private static readonly Request Info = new(FunctionCode.Info, 0, 0);

    private readonly GuestMemory _memory = new(TestRam.Layout);
    private readonly GuestMemory _rest;
    private readonly PvmemcontrolDevice _device;
    private readonly Guest _guest;

    public MemoryChangeTests()
    {
        _rest = MemoryChange.WithoutLast(_memory);
        _device = new PvmemcontrolDevice(_memory);
        _guest = new Guest(_device, _memory);
    }

    [Fact]
    [Trait("Requirement", "PVMC-VMM-010")]
    public void Memory_goes_when_the_request_in_flight_is_done_and_not_before() => Assert.Null(
        MemoryChange.FindInHeldRequest((memory, host) => new PvmemcontrolDevice(memory, host), Vcpu.Watch));

    [Fact]
    [Trait("Requirement", "PVMC-VMM-010")]
    public void A_device_that_changes_the_map_under_a_request_is_caught() => Assert.NotNull(
        MemoryChange.FindInHeldRequest(
            (memory, host) => new Vmm010ChangesDuringRequests(new PvmemcontrolDevice(memory, host)), Vcpu.Patience));

    [Fact]
    [Trait("Requirement", "PVMC-VMM-011")]
    public void What_a_guest_changed_of_memory_that_goes_is_undone() => Assert.Null(
        MemoryChange.FindInUnplugged((memory, _) => new PvmemcontrolDevice(memory)));

    [Fact]
    [Trait("Requirement", "PVMC-VMM-011")]
    public void A_device_that_forgets_it_is_caught() => Assert.NotNull(
        MemoryChange.FindInUnplugged((memory, host) => new Vmm011ForgetsUnplugged(memory, host)));

    [Fact]
    [Trait("Requirement", "PVMC-VMM-010")]
    public void A_request_about_memory_that_is_gone_is_refused_until_it_is_back()
    {
        var channel = _guest.Handshake(TestRam.Buffer)[0];
        var request = new Request(FunctionCode.DontNeed, MemoryChange.GonePage, 4096);
        _device.ChangeMemory(_rest);
        Assert.Equal((uint)Errno.EINVAL, _guest.Send(channel, TestRam.Buffer, request).Errno);
        _device.ChangeMemory(_memory);
        Assert.Equal(0u, _guest.Send(channel, TestRam.Buffer, request).Errno);
    }

    [Fact]
    [Trait("Requirement", "PVMC-VMM-010")]
    public void A_channel_whose_buffer_is_gone_is_dropped_and_the_others_stay()
    {
        var channels = _guest.Handshake(TestRam.Buffer, MemoryChange.GonePage + 64, TestRam.OtherBuffer);
        _device.ChangeMemory(_rest);
        _device.ChangeMemory(_memory);
        _guest.Put(MemoryChange.GonePage + 64, Info);
        _guest.Write(channels[1]);
        Assert.Equal(default, _guest.Get(MemoryChange.GonePage + 64));
        Assert.Equal(1u, _guest.Send(channels[0], TestRam.Buffer, Info).Arg0);
        Assert.Equal(1u, _guest.Send(channels[2], TestRam.OtherBuffer, Info).Arg0);
    }

    [Fact]
    public void A_device_that_lost_a_channel_is_saved_and_restored()
    {
        var channels = _guest.Handshake(MemoryChange.GonePage + 64, TestRam.Buffer);
        _device.ChangeMemory(_rest);
        var state = _device.Save();
        using var successor = new PvmemcontrolDevice(_rest);
        Assert.True(successor.TryRestore(state));
        Assert.Equal(state, successor.Save());
        var guest = new Guest(successor, _memory);
        Assert.Equal(1u, guest.Send(channels[1], TestRam.Buffer, Info).Arg0);
    }

    [Fact]
    public void Pages_that_stay_keep_what_the_guest_changed_of_them()
    {
        var channel = _guest.Handshake(TestRam.Buffer)[0];
        _guest.Send(channel, TestRam.Buffer, new Request(FunctionCode.MProtectR, TestRam.Page, 4096));
        var before = MemoryChange.Flags(_memory);
        _device.ChangeMemory(_rest);
        Assert.Equal(before, MemoryChange.Flags(_memory));
        _guest.Do(TransportCommand.Reset);
        Assert.Equal(Guest.Error, _guest.Register(TestRam.Page));
        _device.ResetVm();
        Assert.DoesNotContain(VmaFlags.Read, MemoryChange.Flags(_memory));
    }

    [Fact]
    public void A_buffer_is_found_again_where_its_page_is_mapped_now()
    {
        using var other = new GuestMemory(TestRam.Layout, place: 3);
        var channel = _guest.Handshake(TestRam.Buffer, TestRam.SpanningBuffer)[1];
        _device.ChangeMemory(other);
        var guest = new Guest(_device, other);
        Assert.Equal(1u, guest.Send(channel, TestRam.SpanningBuffer, Info).Arg0);
        Assert.Equal(default, _guest.Get(TestRam.SpanningBuffer));
    }

    [Fact]
    [Trait("Requirement", "PVMC-VMM-007")]
    public void A_command_that_waits_for_its_channel_during_a_change_is_performed_after_it()
    {
        using var host = new GatedHostCalls();
        using var device = new PvmemcontrolDevice(_memory, host);
        var guest = new Guest(device, _memory);
        var channel = guest.Handshake(TestRam.Buffer)[0];
        guest.Put(TestRam.Buffer, new Request(FunctionCode.DontNeed, TestRam.Page, 4096));
        var first = Vcpu.Start(() => guest.Write(channel));
        host.AwaitEntered();
        var second = Vcpu.Start(() => guest.Write(channel));
        Assert.False(second.EndsWithin(Vcpu.Watch));
        var change = Vcpu.Start(() => device.ChangeMemory(_rest));
        Assert.False(change.EndsWithin(Vcpu.Watch));
        host.Open();
        first.Join();
        change.Join();
        second.Join();

        // The reply to the first, all zeros, is the second's request: INFO.
        Assert.Equal(1u, guest.Get(TestRam.Buffer).Arg0);
    }

    [Fact]
    public void The_map_changes_again_and_again_under_two_busy_vCPUs_and_no_command_is_lost()
    {
        ulong[] buffers = [TestRam.Buffer, TestRam.OtherBuffer];
        var channels = _guest.Handshake(buffers);
        var isOver = false;
        void AskOften(int i)
        {
            while (!Volatile.Read(ref isOver))
            {
                Assert.Equal(1u, _guest.Send(channels[i], buffers[i], Info).Arg0);
            }
        }

        Vcpu[] vcpus = [Vcpu.Start(() => AskOften(0)), Vcpu.Start(() => AskOften(1))];
        for (var i = 0; i < 200; i++)
        {
            _device.ChangeMemory(i % 2 == 0 ? _rest : _memory);
        }

        Volatile.Write(ref isOver, true);
        Array.ForEach(vcpus, vcpu => vcpu.Join());
    }

    public void Dispose()
    {
        _device.Dispose();
        _rest.Dispose();
        _memory.Dispose();
    }
}
