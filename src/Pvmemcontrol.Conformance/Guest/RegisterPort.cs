// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Conformance.Guest;

/// <summary>The registers of a device as every guest here accesses them. It allocates nothing.</summary>
/// <param name="device">The device.</param>
internal readonly struct RegisterPort(IMmioDevice device)
{
    /// <summary>What a register byte holds that the device does not write; the C interface promises it.</summary>
    internal const byte Preset = 0xEE;

    /// <summary>Writes a register.</summary>
    /// <param name="offset">Bytes from the start of BAR0.</param>
    /// <param name="width">Bytes: 1, 2, 4 or 8.</param>
    /// <param name="value">Its low bytes are written.</param>
    internal void Write(ulong offset, int width, ulong value)
    {
        Span<byte> data = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(data, value);
        device.Write(offset, data[..width]);
    }

    /// <summary>Writes the command register.</summary>
    internal void WriteCommand(uint value) => Write(Registers.Command, sizeof(uint), value);

    /// <summary>Reads a register; bytes beyond the width are zero.</summary>
    internal ulong Read(ulong offset, int width)
    {
        Span<byte> data = stackalloc byte[sizeof(ulong)];
        data[..width].Fill(Preset);
        device.Read(offset, data[..width]);
        return BinaryPrimitives.ReadUInt64LittleEndian(data);
    }

    /// <summary>The command register first and the response register after it, as the driver reads them.</summary>
    internal Observation ReadAnswer()
    {
        var status = Read(Registers.Command, sizeof(uint));
        return new Observation(ObservationKind.Registers, status, Read(Registers.Response, sizeof(uint)));
    }
}
