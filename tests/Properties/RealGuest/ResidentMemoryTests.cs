// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.VfioUser.Server;
using Xunit;

namespace Pvmemcontrol.Properties.RealGuest;

/// <summary>What a guest behind QEMU gives back leaves QEMU's own resident set.</summary>
public sealed class ResidentMemoryTests
{
    private const ulong Buffer = 0x10_0000;
    private const ulong Range = 0x400_0000;
    private const ulong Length = 64 << 20;

    /// <summary>What QEMU itself touches meanwhile, and what the kernel has not counted yet.</summary>
    private const long Slack = 1 << 20;

    [QemuFact]
    [Trait("Requirement", "PVMC-DEV-064")]
    public void REMOVE_through_a_server_gives_memory_of_QEMU_back()
    {
        var socket = Sockets.FakeGuest.NewSocket();
        using var device = new ServedDevice();
        using var server = new DeviceServer(socket, device);
        using var machine = new QtestMachine(socket);
        var untouched = machine.ResidentShared;
        machine.Fill(Range, Length, 0x5A);
        Assert.InRange(machine.ResidentShared - untouched, (long)Length - Slack, (long)Length + Slack);

        Assert.Equal(0u, Send(machine, new Request(FunctionCode.Remove, Range, Length)).Errno);

        Assert.InRange(machine.ResidentShared - untouched, -Slack, Slack);
        Assert.All(machine.Read(Range + Length - 8, 8), b => Assert.Equal(0, b));
    }

    private static Reply Send(QtestMachine machine, Request request)
    {
        Do(machine, TransportCommand.Reset);
        machine.WriteLongRegister(Registers.Address, Buffer);
        Do(machine, TransportCommand.Register);
        var channel = machine.ReadRegister(Registers.Response);
        Do(machine, TransportCommand.Ready);
        var data = new byte[Request.Size];
        request.Encode(data);
        machine.Write(Buffer, data);
        machine.WriteRegister(Registers.Command, channel);
        return Reply.Decode(machine.Read(Buffer, Request.Size));
    }

    private static void Do(QtestMachine machine, TransportCommand command)
    {
        machine.WriteRegister(Registers.Command, (uint)command);
        Assert.Equal((uint)TransportCommand.Ack, machine.ReadRegister(Registers.Command));
    }
}
