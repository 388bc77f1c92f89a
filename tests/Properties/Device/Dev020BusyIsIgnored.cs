// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Properties.Device;

/// <summary>Broken: while a request is in flight, every further command is taken for the same one.</summary>
internal sealed class Dev020BusyIsIgnored(IMmioDevice inner) : IMmioDevice
{
    private int _isBusy;

    public void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        if (offset != Registers.Command
            || TransportCommands.IsTransportCommand(BinaryPrimitives.ReadUInt32LittleEndian(data)))
        {
            inner.Write(offset, data);
        }
        else if (Interlocked.Exchange(ref _isBusy, 1) == 0)
        {
            inner.Write(offset, data);
            Volatile.Write(ref _isBusy, 0);
        }
    }

    public void Read(ulong offset, Span<byte> data) => inner.Read(offset, data);

    public void Dispose() => inner.Dispose();
}
