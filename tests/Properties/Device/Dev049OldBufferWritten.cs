// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Properties.Device;

/// <summary>Broken: it waits as it should, and then READY clears the buffers of the handshake before.</summary>
internal sealed class Dev049OldBufferWritten(IMmioDevice inner, GuestMemory memory) : IMmioDevice
{
    private readonly List<ulong> _buffers = [];
    private int _old;

    public void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        inner.Write(offset, data);
        if (offset == Registers.Address)
        {
            _buffers.Add(BinaryPrimitives.ReadUInt64LittleEndian(data));
        }
        else if ((TransportCommand)BinaryPrimitives.ReadUInt32LittleEndian(data) == TransportCommand.Ready)
        {
            _buffers[.._old].ForEach(buffer => memory.Write(buffer, new byte[Request.Size]));
            _old = _buffers.Count;
        }
    }

    public void Read(ulong offset, Span<byte> data) => inner.Read(offset, data);

    public void Dispose() => inner.Dispose();
}
