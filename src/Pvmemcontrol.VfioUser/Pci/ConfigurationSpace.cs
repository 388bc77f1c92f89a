// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.VfioUser.Pci;

/// <summary>
/// The 256 bytes of a conventional PCI function: identity, BAR0, and a vendor-specific capability with room for marks
/// (<see cref="Marks"/>). Bits that a guest cannot write keep their value.
/// </summary>
internal sealed class ConfigurationSpace
{
    /// <summary>Bytes.</summary>
    internal const int Size = 256;

    private const int Command = 0x04;
    private const int Status = 0x06;
    private const int ClassCode = 0x0B;
    private const int SubClass = 0x0A;
    private const int Bar0 = 0x10;
    private const int SubsystemVendor = 0x2C;
    private const int Subsystem = 0x2E;
    private const int CapabilityPointer = 0x34;
    private const int InterruptLine = 0x3C;
    private const ushort HasCapabilities = 0x10;
    private const byte SystemPeripheral = 0x08;
    private const byte OtherPeripheral = 0x80;

    // Memory decoding, bus master, INTx off. The device does not depend on them: the VMM decodes.
    private const ushort WritableCommand = 0x0406;

    private readonly byte[] _values = new byte[Size];
    private readonly byte[] _writable = new byte[Size];

    /// <summary>As after a reset.</summary>
    internal ConfigurationSpace()
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_values, PciIdentity.Vendor);
        BinaryPrimitives.WriteUInt16LittleEndian(_values.AsSpan(2), PciIdentity.Device);
        BinaryPrimitives.WriteUInt16LittleEndian(_values.AsSpan(Status), HasCapabilities);
        _values[SubClass] = OtherPeripheral;
        _values[ClassCode] = SystemPeripheral;
        BinaryPrimitives.WriteUInt16LittleEndian(_values.AsSpan(SubsystemVendor), PciIdentity.Vendor);
        BinaryPrimitives.WriteUInt16LittleEndian(_values.AsSpan(Subsystem), PciIdentity.Device);
        _values[CapabilityPointer] = Marks.Capability;
        Marks.Head.CopyTo(_values.AsSpan(Marks.Capability));

        BinaryPrimitives.WriteUInt16LittleEndian(_writable.AsSpan(Command), WritableCommand);
        BinaryPrimitives.WriteUInt32LittleEndian(_writable.AsSpan(Bar0), ~(uint)(RegisterBar.Size - 1));
        _writable[InterruptLine] = byte.MaxValue;
    }

    /// <summary>Reads bytes; those of the marks are the device's.</summary>
    /// <param name="offset">Bytes from the start; the access lies within.</param>
    /// <param name="data">Gets them.</param>
    internal void Read(int offset, Span<byte> data) => _values.AsSpan(offset, data.Length).CopyTo(data);

    /// <summary>Writes the bits that can be written.</summary>
    /// <param name="offset">Bytes from the start; the access lies within.</param>
    /// <param name="data">The bytes.</param>
    internal void Write(int offset, ReadOnlySpan<byte> data)
    {
        for (var i = 0; i < data.Length; i++)
        {
            var mask = _writable[offset + i];
            _values[offset + i] = (byte)((_values[offset + i] & ~mask) | (data[i] & mask));
        }
    }
}
