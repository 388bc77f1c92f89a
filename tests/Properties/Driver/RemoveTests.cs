// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Driver;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Device;
using Xunit;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>remove, and the hooks that take the device away for a while or for good.</summary>
public sealed class RemoveTests
{
    private const ulong FirstBuffer = DriverRam.HeapStart + DriverInstance.Size;
    private const long Channels = 2 * Request.Size;

    [Fact]
    [Trait("Requirement", "PVMC-DRV-032")]
    public void Channels_are_freed_when_DISCONNECT_was_acknowledged()
    {
        using var machine = DriverMachine.Bound();
        Assert.Equal(0, machine.Pci.Unbind(machine.Function));
        Assert.Equal(["w4 8 DISCONNECT", "r4 8"], machine.Device.Accesses);
        Assert.Equal(0, machine.Kernel.Account.Quarantined);
        Assert.Equal(0, machine.Kernel.Account.InUse);
        var bytes = new byte[Request.Size];
        machine.Memory.Read(FirstBuffer, bytes);
        Assert.All(bytes, b => Assert.Equal(GuestKernel.Poison, b));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-032")]
    public void Failing_that_they_are_freed_when_RESET_was()
    {
        using var machine = DriverMachine.Bound();
        machine.Device.Swallows = value => value == (uint)TransportCommand.Disconnect;
        machine.Pci.Unbind(machine.Function);
        Assert.Equal(["w4 8 DISCONNECT", "r4 8", "w4 8 RESET", "r4 8"], machine.Device.Accesses);
        Assert.Equal(0, machine.Kernel.Account.Quarantined);
        Assert.Equal(0, machine.Kernel.Account.InUse);
    }

    [Theory]
    [Trait("Requirement", "PVMC-DRV-032")]
    [InlineData(0u)]
    [InlineData(0xFFFF_FFFFu)]
    public void Failing_both_they_are_quarantined_and_counted_and_never_allocated_again(uint answer)
    {
        using var machine = DriverMachine.Bound();
        machine.Device.Reads = _ => answer;
        machine.Pci.Unbind(machine.Function);
        Assert.Equal(Channels, machine.Kernel.Account.Quarantined);
        Assert.Equal(0, machine.Kernel.Account.InUse);
        machine.Device.Reads = _ => null;
        machine.Device.Accesses.Clear();
        Assert.Equal(0, machine.Pci.Bind(machine.Function));
        Assert.DoesNotContain($"w8 0 {FirstBuffer:x}", machine.Device.Accesses);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-024")]
    public void Nothing_leaks_when_a_device_is_bound_and_unbound_a_thousand_times()
    {
        using var machine = new DriverMachine();
        for (var i = 0; i < 1000; i++)
        {
            Assert.Equal(0, machine.Pci.Bind(machine.Function));
            Assert.Equal(0, machine.Pci.Unbind(machine.Function));
        }

        Assert.Equal(0, machine.Kernel.Account.InUse);
        Assert.Equal(1000 * (DriverInstance.Size + Channels), machine.Kernel.Account.Freed);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-030")]
    public void Remove_waits_for_a_running_ioctl()
    {
        using var host = new GatedHostCalls();
        using var machine = DriverMachine.Bound(host: host);
        using var node = machine.OpenNode();
        var result = default(CallResult);
        var user = Vcpu.Start(() => result = node.DontNeed(DriverRam.Page(0), PageGeometry.Size));
        host.AwaitEntered();
        var remove = Vcpu.Start(() => machine.Pci.Unbind(machine.Function));
        var isEarly = remove.EndsWithin(Vcpu.Watch);
        host.Open();
        user.Join();
        remove.Join();
        Assert.False(isEarly);
        Assert.True(result.IsSuccess);
        Assert.Equal(0, machine.Kernel.Account.InUse);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-034")]
    public void Registers_cannot_be_accessed_after_remove()
    {
        using var machine = DriverMachine.Bound();
        var device = (DriverInstance)machine.Function.DriverData!;
        machine.Pci.Unbind(machine.Function);
        Assert.Equal("PVMC-DRV-034", Assert.Throws<KernelBugException>(
            () => device.Registers.Read32(Registers.Command)).Requirement!.Id.ToString());
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-037")]
    public void Suspend_drops_the_channels_and_resume_registers_them_anew()
    {
        using var machine = DriverMachine.Bound(cpus: 1);
        using var node = machine.OpenNode();
        Assert.Equal(0, machine.Pci.Suspend(machine.Function));
        Assert.Equal(["w4 8 DISCONNECT", "r4 8"], machine.Device.Accesses);
        Assert.Equal(Errno.ENODEV, node.DontNeed(DriverRam.Page(0), PageGeometry.Size).Errno);
        machine.Device.Accesses.Clear();
        Assert.Equal(0, machine.Pci.Resume(machine.Function));
        Assert.Equal("w4 8 RESET", machine.Device.Accesses[0]);
        Assert.Equal("w4 8 READY", machine.Device.Accesses[^2]);
        Assert.True(node.DontNeed(DriverRam.Page(0), PageGeometry.Size).IsSuccess);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-037")]
    public void A_device_that_does_not_come_back_is_no_device()
    {
        using var machine = DriverMachine.Bound();
        using var node = machine.OpenNode();
        machine.Pci.Suspend(machine.Function);
        machine.Function.Vanish();
        Assert.Equal(-(int)Errno.EINVAL, machine.Pci.Resume(machine.Function));
        Assert.Equal(Errno.ENODEV, node.DontNeed(DriverRam.Page(0), PageGeometry.Size).Errno);
        machine.Pci.Unbind(machine.Function);
        Assert.Equal(Channels, machine.Kernel.Account.Quarantined);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-036")]
    public void Shutdown_leaves_no_channel_and_frees_nothing()
    {
        using var machine = DriverMachine.Bound();
        var before = machine.Kernel.Account;
        machine.Pci.Shutdown(machine.Function);
        Assert.Equal(["w4 8 DISCONNECT", "r4 8"], machine.Device.Accesses);
        Assert.Equal(before, machine.Kernel.Account);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-040")]
    public void Hibernation_is_refused_until_every_revoked_page_is_given_back()
    {
        using var machine = DriverMachine.Bound();
        using var node = machine.OpenNode();
        Assert.True(node.MProtectNone(DriverRam.Page(0), 2 * PageGeometry.Size).IsSuccess);
        Assert.Equal(-(int)Errno.EBUSY, machine.Pci.Suspend(machine.Function));
        Assert.True(node.MProtectRW(DriverRam.Page(1), PageGeometry.Size).IsSuccess);
        Assert.Equal(-(int)Errno.EBUSY, machine.Pci.Suspend(machine.Function));
        Assert.True(node.MProtectRW(DriverRam.Page(0), PageGeometry.Size).IsSuccess);
        Assert.Equal(0, machine.Pci.Suspend(machine.Function));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-042")]
    public void Hibernation_is_refused_while_a_page_is_locked()
    {
        using var machine = DriverMachine.Bound();
        using var node = machine.OpenNode();
        Assert.True(node.MLock(DriverRam.Page(0), PageGeometry.Size).IsSuccess);
        Assert.Equal(-(int)Errno.EBUSY, machine.Pci.Suspend(machine.Function));
        Assert.True(node.MUnlock(DriverRam.Page(0), PageGeometry.Size).IsSuccess);
        Assert.Equal(0, machine.Pci.Suspend(machine.Function));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-041")]
    public void Shutdown_gives_revoked_pages_back()
    {
        using var machine = DriverMachine.Bound();
        using var node = machine.OpenNode();
        Assert.True(node.MProtectNone(DriverRam.Page(0), PageGeometry.Size).IsSuccess);
        machine.Pci.Shutdown(machine.Function);

        Assert.True(machine.Memory.TryWrite(DriverRam.Page(0), [1]));
    }

    [Theory]
    [Trait("Requirement", "PVMC-DRV-040")]
    [InlineData(1, 2)]
    [InlineData(0, DriverRam.UserPages)]
    public void A_refused_request_keeps_no_page_beside_it_from_being_given_back(ulong offset, ulong pages)
    {
        using var machine = DriverMachine.Bound();
        using var node = machine.OpenNode();
        Assert.True(node.MProtectNone(DriverRam.Page(1), PageGeometry.Size).IsSuccess);
        Assert.False(node.MProtectNone(DriverRam.Page(2) + offset, pages * PageGeometry.Size).IsSuccess);
        Assert.Equal(0, machine.Pci.Unbind(machine.Function));

        Assert.True(machine.Memory.TryWrite(DriverRam.Page(1), [1]));
        Assert.Equal(0, machine.Pci.Bind(machine.Function));
        Assert.Equal(0, machine.Pci.Suspend(machine.Function));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-040")]
    public void Pages_of_two_regions_are_given_back_though_no_request_may_span_both()
    {
        using var machine = DriverMachine.Bound();
        using var node = machine.OpenNode();
        var page = Enumerable.Range(0, DriverRam.UserPages).Select(DriverRam.Page).ToList();
        Assert.All(page, p => Assert.True(node.MProtectNone(p, PageGeometry.Size).IsSuccess));
        Assert.False(node.MProtectRW(page[0], DriverRam.UserPages * PageGeometry.Size).IsSuccess);
        Assert.Equal(0, machine.Pci.Unbind(machine.Function));

        Assert.All(page, p => Assert.True(machine.Memory.TryWrite(p, [1])));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-040")]
    public void A_refused_request_for_more_memory_than_there_is_does_not_hold_remove_up()
    {
        using var machine = DriverMachine.Bound();
        using var node = machine.OpenNode();
        Assert.True(node.MProtectNone(DriverRam.Page(1), PageGeometry.Size).IsSuccess);
        Assert.False(node.MProtectNone(DriverRam.Page(2), 1UL << 60).IsSuccess);
        machine.Device.Accesses.Clear();
        Assert.Equal(0, machine.Pci.Unbind(machine.Function));

        Assert.InRange(machine.Device.Accesses.Count, 1, 4);
        Assert.True(machine.Memory.TryWrite(DriverRam.Page(1), [1]));
    }
}
