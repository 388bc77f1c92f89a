// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;

namespace Pvmemcontrol.Model.Abi;

/// <summary>
/// What the VMM leaves in the 32-byte buffer, little-endian.
/// Source: pvmemcontrol.c:61-67, struct pvmemcontrol_vmm_ret_le.
/// </summary>
/// <param name="Errno">0, or a positive Linux error number (pvmemcontrol.c:62).</param>
/// <param name="Code">0 on success (pvmemcontrol.c:63).</param>
/// <param name="Value">The call's result; for INFO the page size in bytes (uapi:48).</param>
/// <param name="Arg0">For INFO the major version (uapi:49).</param>
/// <param name="Arg1">For INFO the minor version (uapi:50).</param>
public readonly record struct Reply(uint Errno, uint Code, ulong Value, ulong Arg0, ulong Arg1)
{
    /// <summary>Reads a reply from the <see cref="Request.Size"/> bytes of a buffer.</summary>
    public static Reply Decode(ReadOnlySpan<byte> buffer) => new(
        BinaryPrimitives.ReadUInt32LittleEndian(buffer),
        BinaryPrimitives.ReadUInt32LittleEndian(buffer[4..]),
        BinaryPrimitives.ReadUInt64LittleEndian(buffer[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(buffer[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(buffer[24..]));

    /// <summary>Writes the reply into the <see cref="Request.Size"/> bytes of a buffer.</summary>
    public void Encode(Span<byte> buffer)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(buffer, Errno);
        BinaryPrimitives.WriteUInt32LittleEndian(buffer[4..], Code);
        BinaryPrimitives.WriteUInt64LittleEndian(buffer[8..], Value);
        BinaryPrimitives.WriteUInt64LittleEndian(buffer[16..], Arg0);
        BinaryPrimitives.WriteUInt64LittleEndian(buffer[24..], Arg1);
    }

    /// <summary>The five fields by name.</summary>
    public override string ToString() =>
        $"ret_errno {Errnos.Describe(Errno)}, ret_code {Code}, ret_value {Value}, arg0 {Arg0}, arg1 {Arg1}";
}
