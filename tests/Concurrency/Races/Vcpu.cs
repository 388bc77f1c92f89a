// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Concurrency.Histories;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Concurrency.Races;

/// <summary>A vCPU at the registers of a device, and in guest RAM. Everything it does is recorded.</summary>
[SkipRewriting("a test double")]
internal sealed class Vcpu(Schedule schedule, History history, IMmioDevice device, GuestMemory memory)
{
    /// <summary>Writes the command register.</summary>
    internal Operation Write(uint command)
    {
        var data = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(data, command);
        var operation = Call(OperationKind.WriteCommand, Registers.Command, command);
        device.Write(Registers.Command, data);
        return Return(operation, "returns");
    }

    /// <summary>Reads the answer to a transport command.</summary>
    internal uint ReadAnswer() => Read(Registers.Command);

    /// <summary>Reads the command that REGISTER gave out.</summary>
    internal uint ReadResponse() => Read(Registers.Response);

    /// <summary>Writes a transport command; the answer.</summary>
    internal uint Do(TransportCommand command)
    {
        Write((uint)command);
        return ReadAnswer();
    }

    /// <summary>Registers a buffer; its command.</summary>
    internal uint Register(ulong buffer)
    {
        Stage(buffer);
        Do(TransportCommand.Register);
        return ReadResponse();
    }

    /// <summary>Writes the address register.</summary>
    internal void Stage(ulong buffer)
    {
        var data = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(data, buffer);
        var operation = Call(OperationKind.WriteAddress, Registers.Address, buffer);
        device.Write(Registers.Address, data);
        Return(operation, null);
    }

    /// <summary>RESET, REGISTER for every buffer, READY; the channels' commands.</summary>
    internal uint[] Handshake(params ReadOnlySpan<ulong> buffers)
    {
        Do(TransportCommand.Reset);
        var commands = new uint[buffers.Length];
        for (var i = 0; i < commands.Length; i++)
        {
            commands[i] = Register(buffers[i]);
        }

        Do(TransportCommand.Ready);
        return commands;
    }

    /// <summary>The whole VM is reset.</summary>
    internal void ResetVm()
    {
        var operation = Call(OperationKind.ResetVm, 0, 0);
        ((IVmReset)device).ResetVm();
        Return(operation, "returns");
    }

    /// <summary>Fills a buffer.</summary>
    internal void Put(ulong buffer, in Request request)
    {
        var data = new byte[Request.Size];
        request.Encode(data);
        memory.Write(buffer, data);
    }

    /// <summary>What a buffer holds, as a reply.</summary>
    internal Reply Get(ulong buffer) => Reply.Decode(Load(buffer));

    /// <summary>What a buffer holds, as a request: what was put there, until it is answered.</summary>
    internal Request GetRequest(ulong buffer) => Request.Decode(Load(buffer));

    /// <summary>Sends the request that is in a buffer; the reply, should the device have performed it.</summary>
    internal Reply? Send(uint channel, ulong buffer)
    {
        var operation = Write(channel);
        if (operation.Performed.Count > 0)
        {
            operation.Reply = Get(buffer);
        }

        return operation.Reply;
    }

    private byte[] Load(ulong buffer)
    {
        var data = new byte[Request.Size];
        memory.Read(buffer, data);
        return data;
    }

    private uint Read(ulong offset)
    {
        var data = new byte[sizeof(uint)];
        var operation = Call(OperationKind.Read, offset, 0);
        device.Read(offset, data);
        operation.Result = BinaryPrimitives.ReadUInt32LittleEndian(data);
        Return(operation, Operation.NameOf(operation.Result));
        return operation.Result;
    }

    private Operation Call(OperationKind kind, ulong offset, ulong value)
    {
        var operation = history.Call(kind, offset, value);
        schedule.Note(operation.ToString());
        return operation;
    }

    private Operation Return(Operation operation, string? what)
    {
        history.Return(operation);
        if (what is not null)
        {
            schedule.Note($"  {what}");
        }

        return operation;
    }
}
