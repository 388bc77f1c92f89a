// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>Broken: a command that comes while its channel is busy is taken for the same one.</summary>
internal sealed class Dev020BusyIsIgnored(IMmioDevice inner) : IMmioDevice
{
    private readonly HashSet<uint> _busy = [];

    public void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        var command = offset == Registers.Command ? BinaryPrimitives.ReadUInt32LittleEndian(data) : 0;
        lock (_busy)
        {
            if (command != 0 && !_busy.Add(command))
            {
                return;
            }
        }

        inner.Write(offset, data);
        lock (_busy)
        {
            _busy.Remove(command);
        }
    }

    public void Read(ulong offset, Span<byte> data) => inner.Read(offset, data);

    public void Dispose() => inner.Dispose();
}
