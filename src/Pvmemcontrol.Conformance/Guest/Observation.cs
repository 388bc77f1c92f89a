// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Conformance.Guest;

/// <summary>What one step let the guest see. Fixed layout: it crosses a process boundary as it is.</summary>
/// <param name="Kind">Which of the words are meaningful.</param>
/// <param name="A">First word.</param>
/// <param name="B">Second word.</param>
/// <param name="C">Third word.</param>
/// <param name="D">Fourth word.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Observation(ObservationKind Kind, ulong A = 0, ulong B = 0, ulong C = 0, ulong D = 0)
{
    /// <summary>Bytes of an observation.</summary>
    public const int Size = 40;

    /// <summary>The bytes of a buffer.</summary>
    public static Observation OfBuffer(ReadOnlySpan<byte> buffer) => new(
        ObservationKind.Buffer,
        BinaryPrimitives.ReadUInt64LittleEndian(buffer),
        BinaryPrimitives.ReadUInt64LittleEndian(buffer[8..]),
        BinaryPrimitives.ReadUInt64LittleEndian(buffer[16..]),
        BinaryPrimitives.ReadUInt64LittleEndian(buffer[24..]));

    /// <summary>Writes A to D as the <see cref="Request.Size"/> bytes of a buffer.</summary>
    public void CopyBuffer(Span<byte> buffer) => new Request(A, B, C, D).Encode(buffer);
}
