// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>
/// Register accesses, and what the device does in them. A task keeps its CPU while the device works on its write; other
/// CPUs go on.
/// </summary>
internal static class RegisterFunctions
{
    internal static readonly NamedFunction[] All =
    [
        new("ioread", Read, false),
        new("iowrite", Write, false),
    ];

    private static PciDevice? At(Machine machine, KernelTask task, Args args, out ulong offset)
    {
        offset = args.A & 0xffff;
        var device = Array.Find(machine.Devices, d => d.Owns(args.A));
        if (device is null)
        {
            machine.Events.InvalidAccess(task, args.A, args.B, Native.AccessFlags.None, args.Pc);
            machine.IsOver = true;
        }

        return device;
    }

    private static IEnumerable<Step> Read(Machine machine, KernelTask task, Args args)
    {
        if (At(machine, task, args, out var offset) is not { } device)
        {
            yield break;
        }

        yield return Step.At(Objects.Registers(device.Number), null, isWrite: false);
        machine.Events.RegisterAccess(task, device.Number, device.Mapped > 0, offset, (int)args.B, null);
        var value = device.Read(offset);
        if (offset == Registers.Command && device is { Delay: > 0, IsGone: false })
        {
            device.Delay--;
            value = 0;
        }

        if (args.B == 8)
        {
            task.Value = device.IsGone ? ulong.MaxValue : value | ((ulong)device.Read(offset + 4) << 32);
        }
        else
        {
            task.Value = args.B == 4 ? value : value & ((1u << (8 * (int)args.B)) - 1);
        }

        machine.Say(task, args.Pc, $"reads {Name(offset)} of device {device.Number}: {Value(value)}");
        machine.Events.RegisterRead(task, device.Number, offset, value);
    }

    private static string Name(ulong offset) => offset switch
    {
        Registers.Command => "the command register",
        Registers.Response => "the response register",
        _ => $"register 0x{offset:x}",
    };

    private static string Value(uint value) => TransportCommands.IsTransportCommand(value)
        ? ((TransportCommand)value).ToString().ToUpperInvariant()
        : $"0x{value:x}";

    private static IEnumerable<Step> Write(Machine machine, KernelTask task, Args args)
    {
        if (At(machine, task, args, out var offset) is not { } device)
        {
            yield break;
        }

        var isCommand = offset == Registers.Command && args.B == 4;
        var isChannel = isCommand && !TransportCommands.IsTransportCommand((uint)args.C);
        yield return Step.At(Objects.Registers(device.Number), null, isWrite: !isChannel);
        machine.Say(task, args.Pc, isCommand
            ? $"writes {Value((uint)args.C)} to the command register of device {device.Number}"
            : $"writes 0x{args.C:x} to register 0x{offset:x} of device {device.Number}");
        machine.Events.RegisterAccess(task, device.Number, device.Mapped > 0, offset, (int)args.B, args.C);
        if (device.IsHung || device.IsGone)
        {
            yield break;
        }

        if (!isCommand)
        {
            device.Transport = device.Transport.StageAddress(offset, (int)args.B, args.C);
            yield break;
        }

        foreach (var step in isChannel ? Request(machine, task, device, (uint)args.C)
            : machine.TransportCommand(task, device, (uint)args.C, canFail: true))
        {
            yield return step;
        }
    }

    /// <summary>The device takes a transport command; channels are dropped once nothing on them is in flight.</summary>
    internal static IEnumerable<Step> TransportCommand(this Machine machine, KernelTask task, PciDevice device,
        uint value,
        bool canFail)
    {
        var command = (TransportCommand)value;
        device.Delay = 0;
        if (canFail && machine.Fails(task, Faults.Gone))
        {
            device.IsGone = true;
            machine.Say(task, 0, $"device {device.Number} is pulled out");
            yield break;
        }

        if (canFail && machine.Fails(task, Faults.Slow))
        {
            device.Delay = 1;
            machine.Say(task, 0, $"device {device.Number} answers late");
        }

        if (canFail && machine.Fails(task, Faults.HangsBefore))
        {
            device.IsHung = true;
            machine.Say(task, 0, $"device {device.Number} hangs before it takes {Value(value)}");
            yield break;
        }

        if (canFail && command != Model.Abi.TransportCommand.Disconnect && machine.Fails(task, Faults.Refuses))
        {
            device.Refuse();
            machine.Say(task, 0, $"device {device.Number} answers ERROR");
            yield break;
        }

        var outcome = TransportSpec.Write(device.Transport, value, BufferStanding.Good)[0];
        if (device.Transport.Channels.Length > 0 && outcome is CommandOutcome.Answered { Next.Channels.IsEmpty: true }
            && (device.InFlight > 0 || device.Posted.Count > 0))
        {
            yield return Step.When(Objects.Registers(device.Number), "the device waits for requests in flight",
                () => device is { InFlight: 0, Posted.Count: 0 });
        }

        Answer(machine, task, device, value);
        if (canFail && machine.Fails(task, Faults.HangsAfter))
        {
            device.IsHung = true;
            machine.Say(task, 0, $"device {device.Number} takes {Value(value)}, then hangs");
        }
    }

    private static void Answer(Machine machine, KernelTask task, PciDevice device, uint value)
    {
        var standing = value == (uint)Model.Abi.TransportCommand.Register ? Standing(machine, device)
            : BufferStanding.Good;
        switch (TransportSpec.Write(device.Transport, value, standing)[0])
        {
            case CommandOutcome.Registered registered:
                device.Transport = registered.Bind(device.NewCommand());
                machine.Events.Registered(task, device.Number, registered.Buffer ?? 0);
                break;
            case CommandOutcome.Answered answered:
                device.Transport = answered.Next;
                break;
            default:
                throw new InvalidOperationException("a transport command has no other outcome");
        }
    }

    /// <summary>Guest RAM is what the driver can allocate.</summary>
    private static BufferStanding Standing(Machine machine, PciDevice device) =>
        device.Transport.Address.Value is not { } physical ? BufferStanding.Unspecified
        : machine.Virtual(physical) == 0 ? BufferStanding.Bad
        : BufferStanding.Good;

    private static IEnumerable<Step> Request(Machine machine, KernelTask task, PciDevice device, uint value)
    {
        switch (TransportSpec.Write(device.Transport, value, BufferStanding.Good)[0])
        {
            case CommandOutcome.Runs runs:
                device.Transport = runs.Next;
                if (!machine.World.Device.RepliesInTime && machine.IsConcurrent)
                {
                    device.Posted.Enqueue(runs.Channel);
                    machine.Say(task, 0, $"device {device.Number} will perform it later");
                    break;
                }

                device.InFlight++;
                foreach (var step in machine.Perform(task, device, runs.Channel, canFail: true))
                {
                    yield return step;
                }

                device.InFlight--;
                machine.Touched(task, Objects.Registers(device.Number));
                break;
            case CommandOutcome.Ignored ignored:
                device.Transport = ignored.Next;
                machine.Events.UnknownCommand(task, device.Number, value);
                break;
            default:
                throw new InvalidOperationException("a channel command has no other outcome");
        }
    }

    /// <summary>The device fetches a request, performs it and stores the reply.</summary>
    internal static IEnumerable<Step> Perform(this Machine machine, KernelTask task, PciDevice device, Channel channel,
        bool canFail)
    {
        var isKept = task.NeedsCpu && task.PreemptCount == 0;
        if (isKept)
        {
            foreach (var step in machine.EnterAtomic(task, null))
            {
                yield return step;
            }
        }

        var buffer = machine.Virtual(channel.Buffer);
        yield return Buffer(machine, buffer, "device: fetches the request", isWrite: false);
        if (!machine.Core.IsAccessible(buffer, Model.Abi.Request.Size))
        {
            machine.Events.TouchesFreedBuffer(task, device.Number, channel.Buffer);
        }
        else
        {
            var request = Model.Abi.Request.Decode(machine.Core.Memory(buffer, Model.Abi.Request.Size));
            machine.Say(task, 0, $"device {device.Number} has fetched {request}");
            machine.Events.Fetched(task, device.Number, channel.Buffer, request);
            var reply = Replies.To(request);
            if (request.FunctionCode == 0 && canFail && machine.Fails(task, Faults.RefusesInfo))
            {
                reply = reply with { Code = 5, Value = 0, Arg0 = 0, Arg1 = 0 };
            }

            var isSilent = canFail && machine.Fails(task, Faults.Unanswered);
            yield return Buffer(machine, buffer, isSilent ? "device: does not reply" : "device: replies", !isSilent);
            if (isSilent)
            {
                machine.Events.Replied(task, device.Number, channel.Buffer, request, null);
            }
            else if (!machine.Core.IsAccessible(buffer, Model.Abi.Request.Size))
            {
                machine.Events.TouchesFreedBuffer(task, device.Number, channel.Buffer);
            }
            else
            {
                reply.Encode(machine.Core.Memory(buffer, Model.Abi.Request.Size));
                machine.Events.Replied(task, device.Number, channel.Buffer, request, reply);
            }
        }

        if (isKept)
        {
            machine.LeaveAtomic(task, "iowrite32");
        }
    }

    private static Step Buffer(Machine machine, ulong buffer, string text, bool isWrite) =>
        Step.At(Math.Max(machine.Core.PlaceOf(buffer), 0), text, isWrite).On(buffer, Model.Abi.Request.Size, isWrite);
}
