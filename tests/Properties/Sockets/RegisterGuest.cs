// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.VfioUser.Client;

namespace Pvmemcontrol.Properties.Sockets;

/// <summary>A guest that has registers and no memory of its own.</summary>
internal sealed class RegisterGuest(VfioUserClient client)
{
    internal void Write(uint command)
    {
        Span<byte> data = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(data, command);
        client.Write(0, Registers.Command, data);
    }

    internal TransportCommand Do(TransportCommand command)
    {
        Write((uint)command);
        return (TransportCommand)Read(Registers.Command);
    }

    internal TransportCommand Register(ulong buffer)
    {
        Span<byte> data = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(data, buffer);
        client.Write(0, Registers.Address, data);
        return Do(TransportCommand.Register);
    }

    internal uint Response() => Read(Registers.Response);

    private uint Read(ulong offset)
    {
        Span<byte> data = stackalloc byte[4];
        client.Read(0, offset, data);
        return BinaryPrimitives.ReadUInt32LittleEndian(data);
    }
}
