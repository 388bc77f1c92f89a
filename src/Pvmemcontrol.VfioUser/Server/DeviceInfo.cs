// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.VfioUser.Pci;
using Pvmemcontrol.VfioUser.Protocol;

namespace Pvmemcontrol.VfioUser.Server;

/// <summary>
/// What the device has: two regions, and no interrupts but the one for errors, which clients look for and which is
/// never signalled. Every body begins with the size of the body and flags, four bytes each.
/// </summary>
internal static class DeviceInfo
{
    private const int InfoSize = 16;
    private const int RegionSize = 32;
    private const int IrqSize = 16;
    private const int SetIrqsSize = 20;
    private const uint IsPci = 2;
    private const uint CanReset = 1;
    private const uint ReadWrite = 3;

    /// <summary>DEVICE_GET_INFO: counts of regions and interrupts.</summary>
    internal static Errno Answer(ReadOnlySpan<byte> body, Span<byte> reply, out int length)
    {
        length = InfoSize;
        Put(reply, InfoSize, IsPci | CanReset, RegionIndex.Count, RegionIndex.IrqCount);
        return body.Length == InfoSize ? Errno.None : Errno.EINVAL;
    }

    /// <summary>DEVICE_GET_REGION_INFO: index, offset of capabilities, size, offset of the region.</summary>
    internal static Errno AnswerRegion(ReadOnlySpan<byte> body, Span<byte> reply, out int length)
    {
        length = RegionSize;
        var index = body.Length == RegionSize ? Word(body, 2) : uint.MaxValue;
        ulong size = index switch
        {
            RegionIndex.Bar0 => RegisterBar.Size,
            RegionIndex.Configuration => ConfigurationSpace.Size,
            _ => 0,
        };
        Put(reply, RegionSize, size == 0 ? 0 : ReadWrite, index, 0);
        BinaryPrimitives.WriteUInt64LittleEndian(reply[16..], size);
        BinaryPrimitives.WriteUInt64LittleEndian(reply[24..], 0);
        return index < RegionIndex.Count ? Errno.None : Errno.EINVAL;
    }

    /// <summary>DEVICE_GET_IRQ_INFO: index and count.</summary>
    internal static Errno AnswerIrq(ReadOnlySpan<byte> body, Span<byte> reply, out int length)
    {
        length = IrqSize;
        var index = body.Length == IrqSize ? Word(body, 2) : uint.MaxValue;
        var isError = index == RegionIndex.ErrorIrq;
        Put(reply, IrqSize, isError ? 1u : 0, index, isError ? 1u : 0);
        return index < RegionIndex.IrqCount ? Errno.None : Errno.EINVAL;
    }

    /// <summary>
    /// DEVICE_SET_IRQS: index, first and count follow. The descriptor to signal for an error is accepted and closed.
    /// </summary>
    internal static Errno AcceptIrqs(ReadOnlySpan<byte> body) =>
        body.Length >= SetIrqsSize && Word(body, 2) == RegionIndex.ErrorIrq && Word(body, 3) == 0 && Word(body, 4) <= 1
            ? Errno.None
            : Errno.EINVAL;

    private static uint Word(ReadOnlySpan<byte> body, int index) =>
        BinaryPrimitives.ReadUInt32LittleEndian(body[(index * sizeof(uint))..]);

    private static void Put(Span<byte> reply, params ReadOnlySpan<uint> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(reply[(i * sizeof(uint))..], words[i]);
        }
    }
}
