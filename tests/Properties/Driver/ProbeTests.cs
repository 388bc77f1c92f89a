// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Driver;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Xunit;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>probe: the handshake, its failures, a second device.</summary>
public sealed class ProbeTests
{
    private const ulong FirstBuffer = DriverRam.HeapStart + DriverInstance.Size;

    [Fact]
    [Trait("Requirement", "PVMC-DRV-020")]
    public void The_handshake_is_RESET_then_REGISTER_for_every_possible_CPU_then_READY_then_INFO()
    {
        using var machine = new DriverMachine(cpus: 3);
        Assert.Equal(0, machine.Pci.Bind(machine.Function));
        string[] expected =
        [
            "w4 8 RESET", "r4 8", .. Registered("w8 0 200020"), .. Registered("w8 0 200040"),
            .. Registered("w8 0 200060"), "w4 8 READY", "r4 8",
        ];
        Assert.Equal(expected, machine.Device.Accesses.SkipLast(1));
        Assert.StartsWith("w4 8 ", machine.Device.Accesses[^1], StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-020")]
    public void Without_8_byte_writes_the_lower_half_of_an_address_comes_first()
    {
        using var machine = new DriverMachine(cpus: 1, hasWrite64: false);
        Assert.Equal(0, machine.Pci.Bind(machine.Function));
        Assert.Equal(["w4 0 200020", "w4 4 0"], machine.Device.Accesses[2..4]);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-010")]
    public void No_buffer_crosses_into_another_page()
    {
        using var machine = new DriverMachine(cpus: 300);
        Assert.Equal(0, machine.Pci.Bind(machine.Function));
        var buffers = machine.Device.Accesses.Where(a => a.StartsWith("w8 0 ", StringComparison.Ordinal))
            .Select(a => Convert.ToUInt64(a[5..], 16)).ToArray();
        Assert.Equal(300, buffers.Length);
        Assert.All(buffers, b => Assert.InRange(PageGeometry.Offset(b), 0, PageGeometry.Size - Request.Size));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-029")]
    public void A_second_device_is_EBUSY_and_neither_is_touched()
    {
        using var machine = DriverMachine.Bound();
        using var other = new DriverMachine();
        var second = new PciFunction("0000:00:05.0", other.Device);
        Assert.Equal(-(int)Errno.EBUSY, machine.Pci.Bind(second));
        Assert.Empty(machine.Device.Accesses);
        Assert.Empty(other.Device.Accesses);
        Assert.Equal(-(int)Errno.ENODEV, machine.Pci.Unbind(second));
        using var node = machine.OpenNode();
        Assert.True(node.DontNeed(DriverRam.Page(0), PageGeometry.Size).IsSuccess);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-029")]
    public void The_other_device_can_be_bound_once_the_first_is_not()
    {
        using var machine = DriverMachine.Bound();
        using var other = new DriverMachine();
        var second = new PciFunction("0000:00:05.0", new Impl.Device.PvmemcontrolDevice(machine.Memory));
        machine.Pci.Unbind(machine.Function);
        Assert.Equal(0, machine.Pci.Bind(second));
        Assert.Equal(-(int)Errno.EBUSY, machine.Pci.Bind(machine.Function));
    }

    [Theory]
    [Trait("Requirement", "PVMC-DRV-026")]
    [InlineData(0, 0, 0)]
    [InlineData(0, 0, 2048)]
    [InlineData(0, 0, 12288)]
    [InlineData(0, 5, 4096)]
    [InlineData(22, 0, 4096)]
    public void An_answer_to_INFO_that_is_none_makes_probe_return_EIO(uint errno, uint code, ulong pageSize)
    {
        using var machine = new DriverMachine(cpus: 1);
        AnswerInfo(machine, new Reply(errno, code, pageSize, 1, 0));
        AssertProbeFails(machine, Errno.EIO, bytesKept: 0);
        Assert.Equal(["w4 8 DISCONNECT", "r4 8"], machine.Device.Accesses[^2..]);
    }

    [Theory]
    [Trait("Requirement", "PVMC-DRV-025")]
    [InlineData(TransportCommand.Reset)]
    [InlineData(TransportCommand.Register)]
    public void A_transport_command_without_ACK_makes_probe_return_EINVAL_after_DISCONNECT(
        TransportCommand command)
    {
        using var machine = new DriverMachine();
        machine.Device.Swallows = value => value == (uint)command;
        AssertProbeFails(machine, Errno.EINVAL, bytesKept: 0);
        Assert.Equal(["w4 8 DISCONNECT", "r4 8"], machine.Device.Accesses[^2..]);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-026")]
    public void A_READY_that_is_lost_reads_as_the_ACK_before_it_and_INFO_finds_out()
    {
        using var machine = new DriverMachine();
        machine.Device.Swallows = value => value == (uint)TransportCommand.Ready;
        AssertProbeFails(machine, Errno.EIO, bytesKept: 0);
        Assert.Equal(["w4 8 DISCONNECT", "r4 8"], machine.Device.Accesses[^2..]);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-032")]
    public void A_device_that_is_gone_reads_as_ones_which_is_no_acknowledgement()
    {
        using var machine = new DriverMachine(cpus: 2);
        machine.Function.Vanish();
        AssertProbeFails(machine, Errno.EINVAL, bytesKept: 2 * Request.Size);
        Assert.Empty(machine.Device.Accesses);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-023")]
    public void A_guest_without_memory_for_the_channels_gives_the_device_back()
    {
        using var machine = new DriverMachine(cpus: (int)(DriverRam.HeapSize / Request.Size));
        Assert.Equal(-(int)Errno.ENOMEM, machine.Pci.Bind(machine.Function));
        Assert.Equal(new MemoryAccount(DriverInstance.Size, DriverInstance.Size, 0), machine.Kernel.Account);
        Assert.Empty(machine.Device.Accesses);
    }

    private static string[] Registered(string address) => [address, "w4 8 REGISTER", "r4 8", "r4 0"];

    /// <summary>INFO is answered, and then the answer is another.</summary>
    private static void AnswerInfo(DriverMachine machine, Reply reply)
    {
        var bytes = new byte[Request.Size];
        reply.Encode(bytes);
        machine.Device.Swallows = value =>
        {
            var isChannel = !TransportCommands.IsTransportCommand(value);
            if (isChannel)
            {
                machine.Memory.Write(FirstBuffer, bytes);
            }

            return isChannel;
        };
    }

    private static void AssertProbeFails(DriverMachine machine, Errno errno, long bytesKept)
    {
        Assert.Equal(-(int)errno, machine.Pci.Bind(machine.Function));
        Assert.Equal(0, machine.Kernel.Account.InUse);
        Assert.Equal(bytesKept, machine.Kernel.Account.Quarantined);
        Assert.False(machine.Misc.IsRegistered);
        Assert.Null(machine.Function.DriverData);
    }
}
