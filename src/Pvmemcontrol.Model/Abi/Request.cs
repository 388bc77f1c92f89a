// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;

namespace Pvmemcontrol.Model.Abi;

/// <summary>
/// What the guest writes into its 32-byte buffer: four little-endian 64-bit words.
/// Source: pvmemcontrol.c:53-58, struct pvmemcontrol_vmm_call_le.
/// </summary>
/// <param name="FunctionCode">What to do; a <see cref="Abi.FunctionCode"/>, or an undefined code.</param>
/// <param name="Address">Guest physical address of the first byte.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Arg">The function's own argument. Never a host pointer.</param>
public readonly record struct Request(ulong FunctionCode, ulong Address, ulong Length, ulong Arg)
{
    /// <summary>Bytes of a buffer: the request and the reply share them.</summary>
    public const int Size = 32;

    /// <summary>A request for a function that the patch defines.</summary>
    public Request(FunctionCode code, ulong address, ulong length, ulong arg = 0)
        : this((ulong)code, address, length, arg)
    {
    }

    /// <summary>The code as the patch names it; meaningless unless <see cref="IsKnown"/>.</summary>
    public FunctionCode Function => (FunctionCode)FunctionCode;

    /// <summary>True when all 64 bits of the code are one that the patch defines.</summary>
    public bool IsKnown => FunctionCode <= (ulong)Abi.FunctionCode.Unmergeable;

    /// <summary>Reads a request from the <see cref="Size"/> bytes of a buffer.</summary>
    public static Request Decode(ReadOnlySpan<byte> buffer) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(buffer),
        BinaryPrimitives.ReadUInt64LittleEndian(buffer[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(buffer[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(buffer[24..]));

    /// <summary>Writes the request into the <see cref="Size"/> bytes of a buffer.</summary>
    public void Encode(Span<byte> buffer)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(buffer, FunctionCode);
        BinaryPrimitives.WriteUInt64LittleEndian(buffer[8..], Address);
        BinaryPrimitives.WriteUInt64LittleEndian(buffer[16..], Length);
        BinaryPrimitives.WriteUInt64LittleEndian(buffer[24..], Arg);
    }

    /// <summary>The request as a maintainer would write the call.</summary>
    public override string ToString() => IsKnown
        ? Function == Abi.FunctionCode.Info && (Address | Length | Arg) == 0
            ? "INFO"
            : $"{FunctionCodes.Name(Function)}(0x{Address:x}, {Length}, {Arg})"
        : $"function 0x{FunctionCode:x}(0x{Address:x}, {Length}, {Arg})";
}
