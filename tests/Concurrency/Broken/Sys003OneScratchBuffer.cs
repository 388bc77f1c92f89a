// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Concurrency.Races;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>Broken: requests of all channels are performed in one buffer of the device's, and nothing keeps them apart.
/// </summary>
internal sealed class Sys003OneScratchBuffer(IMmioDevice inner, GuestMemory memory) : IMmioDevice
{
    private readonly Dictionary<uint, ulong> _buffers = [];
    private readonly byte[] _scratch = new byte[Request.Size];
    private ulong _staged;

    public void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        var value = data.Length == 8
            ? BinaryPrimitives.ReadUInt64LittleEndian(data)
            : BinaryPrimitives.ReadUInt32LittleEndian(data);
        if (offset == Registers.Address)
        {
            // Each channel of the inner device has a copy of its buffer on page 3.
            _staged = value;
            BinaryPrimitives.WriteUInt64LittleEndian(_scratch, Shadow(value));
            inner.Write(offset, _scratch.AsSpan(0, 8));
        }
        else if (_buffers.TryGetValue((uint)value, out var buffer))
        {
            memory.Read(buffer, _scratch);
            memory.Write(Shadow(buffer), _scratch);
            inner.Write(offset, data);
            memory.Read(Shadow(buffer), _scratch);
            Microsoft.Coyote.Runtime.SchedulingPoint.Interleave();
            memory.Write(buffer, _scratch);
        }
        else
        {
            inner.Write(offset, data);
        }
    }

    public void Read(ulong offset, Span<byte> data)
    {
        inner.Read(offset, data);
        if (offset == Registers.Response)
        {
            _buffers[BinaryPrimitives.ReadUInt32LittleEndian(data)] = _staged;
        }
    }

    public void Dispose() => inner.Dispose();

    private static ulong Shadow(ulong buffer) => Ram.Page(3) + ((buffer >> 12) & 7) * 64;
}
