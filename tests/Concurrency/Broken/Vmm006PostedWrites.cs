// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>
/// Broken: the VMM sends command writes to the device, and does not wait until it has performed them.
/// </summary>
internal sealed class Vmm006PostedWrites(IMmioDevice inner) : IMmioDevice
{
    private readonly List<Task> _posted = [];

    public void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        var copy = data.ToArray();
        if (offset == Registers.Command
            && !TransportCommands.IsTransportCommand(BinaryPrimitives.ReadUInt32LittleEndian(data)))
        {
            _posted.Add(Task.Run(() => inner.Write(offset, copy)));
        }
        else
        {
            inner.Write(offset, copy);
        }
    }

    public void Read(ulong offset, Span<byte> data) => inner.Read(offset, data);

    public void Dispose()
    {
        foreach (var task in _posted)
        {
            task.Wait();
        }

        inner.Dispose();
    }
}
