// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Driver;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Xunit;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>ioctl(2): what is refused, what is asked, what comes back.</summary>
public sealed class IoctlTests
{
    private static readonly Request Discard = new(FunctionCode.DontNeed, DriverRam.Page(2), PageGeometry.Size);

    public static TheoryData<FunctionCode> WithRange { get; } =
        [.. Enum.GetValues<FunctionCode>().Where(f => f != FunctionCode.Info)];

    [Theory]
    [Trait("Requirement", "PVMC-DRV-004")]
    [InlineData(0u)]
    [InlineData(IoctlAbi.VmmCall + 1)]
    [InlineData(IoctlAbi.VmmCall & 0x3FFF_FFFF)]
    public void Another_number_is_ENOTTY_and_does_not_reach_the_device(uint number)
    {
        using var machine = DriverMachine.Bound();
        Assert.Equal(-(int)Errno.ENOTTY, machine.OpenFile().Ioctl(number, 0, new UserBuffer(0, Request.Size)));
        Assert.Empty(machine.Device.Accesses);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-005")]
    public void A_pointer_that_cannot_be_read_is_EFAULT_and_does_not_reach_the_device()
    {
        using var machine = DriverMachine.Bound();
        var user = new UserBuffer(0x1000, Request.Size);
        foreach (var pointer in new[] { 0UL, 0xFFFUL, 0x1001UL, ulong.MaxValue })
        {
            Assert.Equal(-(int)Errno.EFAULT, machine.OpenFile().Ioctl(IoctlAbi.VmmCall, pointer, user));
        }

        Assert.Empty(machine.Device.Accesses);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-005")]
    public void A_pointer_that_cannot_be_written_is_EFAULT_when_the_request_is_done()
    {
        using var machine = DriverMachine.Bound();
        machine.Memory.Write(Discard.Address, [1]);
        var user = new FaultyUserMemory(0, Argument.ReadOnly);
        user.Put(Discard);
        Assert.Equal(-(int)Errno.EFAULT, machine.OpenFile().Ioctl(IoctlAbi.VmmCall, 0, user));
        Assert.Equal(0, ByteAt(machine, Discard.Address));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-006")]
    public void INFO_comes_from_the_cache_for_any_other_fields()
    {
        using var machine = DriverMachine.Bound();
        using var node = machine.OpenNode();
        Assert.Equal(new HostInfo((ulong)Environment.SystemPageSize, 1, 0), node.Info());
        Assert.True(node.Call(new Request(FunctionCode.Info, 1, 2, 3)).IsSuccess);
        Assert.Empty(machine.Device.Accesses);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-007")]
    public void A_request_is_done_and_the_reply_is_its_own()
    {
        using var machine = DriverMachine.Bound();
        using var node = machine.OpenNode();
        machine.Memory.Write(Discard.Address, [1]);
        Assert.Equal(new CallResult(0, default), node.DontNeed(Discard.Address, Discard.Length));
        Assert.Equal(0, ByteAt(machine, Discard.Address));
        Assert.Equal(Errno.EINVAL, node.DontNeed(Discard.Address + 1, Discard.Length).Errno);
        Assert.Single(machine.Device.Accesses.Distinct());
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-009")]
    public void Each_CPU_has_a_channel_of_its_own()
    {
        using var machine = DriverMachine.Bound(cpus: 2);
        using var node = machine.OpenNode();
        Assert.True(node.DontNeed(Discard.Address, Discard.Length).IsSuccess);
        machine.Kernel.Migrate(1);
        Assert.True(node.DontNeed(Discard.Address, Discard.Length).IsSuccess);
        Assert.Equal(2, machine.Device.Accesses.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(WithRange))]
    [Trait("Requirement", "PVMC-SYS-006")]
    public void A_range_that_holds_a_channel_is_EINVAL_and_does_not_reach_the_device(FunctionCode function)
    {
        using var machine = DriverMachine.Bound();
        using var node = machine.OpenNode();
        var all = new Request(function, 0, ulong.MaxValue);
        var page = new Request(function, DriverRam.HeapStart, PageGeometry.Size);
        var lastByteBefore = new Request(function, DriverRam.HeapStart - PageGeometry.Size, PageGeometry.Size + 1);
        Assert.All([all, page, lastByteBefore], r => Assert.Equal(-(int)Errno.EINVAL, node.Call(r).Error));
        Assert.Empty(machine.Device.Accesses);
    }

    [Theory]
    [MemberData(nameof(WithRange))]
    public void A_range_next_to_a_channels_page_reaches_the_device(FunctionCode function)
    {
        using var machine = DriverMachine.Bound();
        using var node = machine.OpenNode();
        Assert.Equal(0, node.Call(
            new Request(function, DriverRam.HeapStart + PageGeometry.Size, PageGeometry.Size)).Error);
        Assert.Equal(0, node.Call(new Request(function, DriverRam.HeapStart - PageGeometry.Size, 1)).Error);
        Assert.NotEmpty(machine.Device.Accesses);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-011")]
    public void A_request_that_its_own_correct_reply_may_equal_is_refused_and_costs_no_channel()
    {
        using var machine = DriverMachine.Bound(cpus: 1);
        using var node = machine.OpenNode();
        Assert.Equal(-(int)Errno.EINVAL, node.Call(new Request((ulong)Errno.EOPNOTSUPP, 0, 0, 0)).Error);
        Assert.Equal(Errno.EOPNOTSUPP, node.Call(new Request((ulong)Errno.EOPNOTSUPP, 0, 0, 1)).Errno);
        Assert.True(node.DontNeed(Discard.Address, Discard.Length).IsSuccess);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-011")]
    public void An_unanswered_request_is_EIO_and_its_channel_is_not_used_again()
    {
        using var machine = DriverMachine.Bound();
        using var node = machine.OpenNode();
        machine.Device.Swallows = _ => true;
        Assert.Equal(-(int)Errno.EIO, node.Call(Discard).Error);
        machine.Device.Swallows = _ => false;
        machine.Device.Accesses.Clear();
        Assert.Equal(-(int)Errno.EIO, node.Call(Discard).Error);
        Assert.Empty(machine.Device.Accesses);
        machine.Kernel.Migrate(1);
        Assert.True(node.Call(Discard).IsSuccess);
    }

    [Fact]
    public void A_compat_ioctl_does_the_same()
    {
        using var machine = DriverMachine.Bound();
        machine.Memory.Write(Discard.Address, [1]);
        var user = new FaultyUserMemory(0xFFFF_F000, Argument.Good);
        user.Put(Discard);
        Assert.Equal(0, machine.OpenFile().CompatIoctl(IoctlAbi.VmmCall, 0xFFFF_F000, user));
        Assert.Equal(default, user.GetReply());
        Assert.Equal(0, ByteAt(machine, Discard.Address));
    }

    [Fact]
    public void The_device_finds_the_request_little_endian()
    {
        using var machine = DriverMachine.Bound(cpus: 1);
        using var node = machine.OpenNode();
        var seen = new byte[Request.Size];
        var buffer = DriverRam.HeapStart + DriverInstance.Size;
        machine.Device.Swallows = _ =>
        {
            machine.Memory.Read(buffer, seen);
            return false;
        };
        node.Call(new Request(0x0102, 0x0304, 0x0506, 0x0708));
        byte[] expected =
        [
            2, 1, 0, 0, 0, 0, 0, 0, 4, 3, 0, 0, 0, 0, 0, 0, 6, 5, 0, 0, 0, 0, 0, 0, 8, 7, 0, 0, 0, 0, 0, 0,
        ];
        Assert.Equal(expected, seen);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-031")]
    public void A_file_outlives_its_device_and_finds_the_next_one()
    {
        using var machine = DriverMachine.Bound();
        using var node = machine.OpenNode();
        machine.Pci.Unbind(machine.Function);
        Assert.Equal(-(int)Errno.ENODEV, node.Call(Discard).Error);
        Assert.Equal(-(int)Errno.ENODEV, node.Call(default).Error);
        machine.Pci.Bind(machine.Function);
        Assert.True(node.Call(Discard).IsSuccess);
    }

    private static byte ByteAt(DriverMachine machine, ulong address)
    {
        Span<byte> data = stackalloc byte[1];
        machine.Memory.Read(address, data);
        return data[0];
    }
}
