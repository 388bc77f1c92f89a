// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Properties.Kvm;

/// <summary>
/// What a VMM does around a register access: the memory map stays as it is meanwhile, and the migration is told of the
/// buffers that replies are written to.
/// </summary>
/// <param name="device">The device; it is disposed with this.</param>
/// <param name="map">Held while the device works.</param>
/// <param name="mark">Takes pages that the device changed.</param>
internal sealed class VmmBus(IMmioDevice device, ReaderWriterLockSlim map, Action<int, int> mark) : IMmioDevice
{
    private readonly HashSet<int> _bufferPages = [];
    private ulong _address;

    /// <summary>How many times the command register was written.</summary>
    internal int Commands { get; private set; }

    public void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        map.EnterReadLock();
        device.Write(offset, data);
        Note(offset, data);
        map.ExitReadLock();
    }

    public void Read(ulong offset, Span<byte> data)
    {
        map.EnterReadLock();
        device.Read(offset, data);
        map.ExitReadLock();
    }

    public void Dispose() => device.Dispose();

    private void Note(ulong offset, ReadOnlySpan<byte> data)
    {
        if (offset == Registers.Address)
        {
            _address = BinaryPrimitives.ReadUInt64LittleEndian(data);
            return;
        }

        Commands++;
        var command = BinaryPrimitives.ReadUInt32LittleEndian(data);
        if (command == (uint)TransportCommand.Register)
        {
            _bufferPages.Add((int)((_address - KvmVmm.Ram.Start) >> PageGeometry.Shift));
        }
        else if (!TransportCommands.IsTransportCommand(command))
        {
            foreach (var page in _bufferPages)
            {
                mark(page, 1);
            }
        }
    }
}
