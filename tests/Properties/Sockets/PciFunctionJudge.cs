// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.VfioUser.Protocol;

namespace Pvmemcontrol.Properties.Sockets;

/// <summary>Puts PVMC-VMM-009 to a PCI function, as a guest without its driver can.</summary>
internal static class PciFunctionJudge
{
    /// <summary>The command register, in configuration space.</summary>
    internal const int Command = 0x04;

    /// <summary>Bus Master Enable, in the command register.</summary>
    internal const byte BusMaster = 4;

    /// <summary>In configuration space.</summary>
    internal const int Bar0 = 0x10;

    private const byte MemoryDecoding = 2;
    private const uint Place = 0xFE40_0000;

    /// <summary>What is not as the entry says, or null.</summary>
    internal static string? Find(PciFunction function)
    {
        const uint Identity = ((uint)PciIdentity.Device << 16) | PciIdentity.Vendor;
        if (ReadWord(function, RegionIndex.Configuration, 0) != Identity)
        {
            return "its identity";
        }

        WriteWord(function, RegionIndex.Configuration, Bar0, uint.MaxValue);
        var sized = ReadWord(function, RegionIndex.Configuration, Bar0);
        WriteWord(function, RegionIndex.Configuration, Bar0, Place);
        return (sized & 1) != 0 ? "the kind of BAR0"
            : (sized & ~0xFu) == 0 ? "the size of BAR0"
            : !Answers(function, MemoryDecoding) ? "BAR0 without bus mastering"
            : !Answers(function, MemoryDecoding | BusMaster) ? "BAR0 with bus mastering"
            : null;
    }

    /// <summary>The two commands have different answers: neither is left from the one before.</summary>
    private static bool Answers(PciFunction function, byte command)
    {
        function.Write(RegionIndex.Configuration, Command, [command, 0]);
        return Answer(function, TransportCommand.Disconnect) == TransportCommand.Error
            && Answer(function, TransportCommand.Reset) == TransportCommand.Ack;
    }

    private static TransportCommand Answer(PciFunction function, TransportCommand command)
    {
        WriteWord(function, RegionIndex.Bar0, Registers.Command, (uint)command);
        return (TransportCommand)ReadWord(function, RegionIndex.Bar0, Registers.Command);
    }

    private static uint ReadWord(PciFunction function, uint region, ulong offset)
    {
        Span<byte> data = stackalloc byte[4];
        function.Read(region, offset, data);
        return BinaryPrimitives.ReadUInt32LittleEndian(data);
    }

    private static void WriteWord(PciFunction function, uint region, ulong offset, uint value)
    {
        Span<byte> data = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(data, value);
        function.Write(region, offset, data);
    }
}
