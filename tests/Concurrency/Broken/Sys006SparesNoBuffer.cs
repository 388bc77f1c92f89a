// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Concurrency.Races;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>Broken: a request is performed wherever it points, also at the buffer that it came in.</summary>
internal sealed class Sys006SparesNoBuffer(GuestMemory memory, RacingHost host) : IMmioDevice
{
    private readonly PvmemcontrolDevice _inner = Parts.SoundDevice(memory, host);
    private readonly Dictionary<uint, ulong> _buffers = [];
    private ulong _staged;

    public void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        if (offset == Registers.Address)
        {
            _staged = BinaryPrimitives.ReadUInt64LittleEndian(data);
        }
        else if (_buffers.TryGetValue(BinaryPrimitives.ReadUInt32LittleEndian(data), out var buffer))
        {
            var bytes = new byte[Request.Size];
            memory.Read(buffer, bytes);
            var request = Request.Decode(bytes);
            if (request.Address >> 12 == buffer >> 12)
            {
                host.Call(request.Function, 0, request.Address - Ram.Start, request.Length, request.Arg);
            }
        }

        _inner.Write(offset, data);
    }

    public void Read(ulong offset, Span<byte> data)
    {
        _inner.Read(offset, data);
        if (offset == Registers.Response)
        {
            _buffers[BinaryPrimitives.ReadUInt32LittleEndian(data)] = _staged;
        }
    }

    public void Dispose() => _inner.Dispose();
}
