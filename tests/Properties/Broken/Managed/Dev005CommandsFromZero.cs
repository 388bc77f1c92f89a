// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Broken.Managed;

/// <summary>Channel commands count up from 0.</summary>
[Breaks("PVMC-DEV-005")]
public sealed class Dev005CommandsFromZero : BrokenDevice
{
    private const uint First = 0x8000_0000;
    private const uint Some = 0x1_0000;

    public override void Read(ulong offset, Span<byte> data)
    {
        base.Read(offset, data);
        if (offset == Registers.Response && data.Length >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(data) >= First)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(data, BinaryPrimitives.ReadUInt32LittleEndian(data) - First);
        }
    }

    public override void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        Span<byte> command = stackalloc byte[data.Length];
        data.CopyTo(command);
        if (offset == Registers.Command && data.Length == 4 && BinaryPrimitives.ReadUInt32LittleEndian(data) < Some)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(command, BinaryPrimitives.ReadUInt32LittleEndian(data) + First);
        }

        base.Write(offset, command);
    }
}
