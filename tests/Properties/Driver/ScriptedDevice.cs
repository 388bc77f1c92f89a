// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>A device that records every access, and misbehaves where a test says so.</summary>
internal sealed class ScriptedDevice(IMmioDevice device) : IMmioDevice
{
    /// <summary>Every access: w or r, the offset, the bytes, and what was written.</summary>
    internal List<string> Accesses { get; } = [];

    /// <summary>Commands that it does not take.</summary>
    internal Func<uint, bool> Swallows { get; set; } = _ => false;

    /// <summary>What a register reads instead; null for what it reads.</summary>
    internal Func<ulong, uint?> Reads { get; set; } = _ => null;

    public void Read(ulong offset, Span<byte> data)
    {
        Accesses.Add($"r{data.Length} {offset:x}");
        device.Read(offset, data);
        if (Reads(offset) is { } value)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(data, value);
        }
    }

    public void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        var value = data.Length == 8
            ? BinaryPrimitives.ReadUInt64LittleEndian(data) : BinaryPrimitives.ReadUInt32LittleEndian(data);
        Accesses.Add($"w{data.Length} {offset:x} {Name(offset, value)}");
        if (offset != Registers.Command || !Swallows((uint)value))
        {
            device.Write(offset, data);
        }
    }

    public void Dispose() => device.Dispose();

    private static string Name(ulong offset, ulong value) =>
        offset == Registers.Command && TransportCommands.IsTransportCommand((uint)value)
            ? ((TransportCommand)value).ToString().ToUpperInvariant() : $"{value:x}";
}
