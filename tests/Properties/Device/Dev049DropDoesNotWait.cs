// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Properties.Device;

/// <summary>Broken: one of the commands that drop channels answers at once and does its work later.</summary>
internal sealed class Dev049DropDoesNotWait(IMmioDevice inner, TransportCommand drop) : IMmioDevice
{
    private Vcpu? _dropping;

    public void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        var copy = data.ToArray();
        if (offset == Registers.Command && (TransportCommand)BinaryPrimitives.ReadUInt32LittleEndian(data) == drop)
        {
            _dropping?.Join();
            _dropping = Vcpu.Start(() => inner.Write(offset, copy));
        }
        else
        {
            inner.Write(offset, data);
        }
    }

    public void Read(ulong offset, Span<byte> data)
    {
        _dropping?.Join();
        inner.Read(offset, data);
    }

    public void Dispose()
    {
        _dropping?.Join();
        inner.Dispose();
    }
}
