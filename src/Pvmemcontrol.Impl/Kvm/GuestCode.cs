// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Impl.Vcpus;

namespace Pvmemcontrol.Impl.Kvm;

/// <summary>
/// Writes machine code that makes accesses one after the other, stores to the doorbell, and goes on elsewhere.
/// </summary>
/// <param name="code">Where the code goes.</param>
internal ref struct GuestCode(Span<byte> code)
{
    /// <summary>Longer accesses are copied in a loop of the processor.</summary>
    private const int MostMoves = 64;

    private const int JumpSize = 5;
    private const byte Wide = 0x48;
    private const byte Narrow = 0x66;

    private readonly Span<byte> _code = code;
    private int _length;

    /// <summary>Bytes so far: the offset of the next instruction.</summary>
    internal readonly int Length => _length;

    /// <summary>An access; its bytes are at this guest physical address.</summary>
    internal void Add(in GuestAccess access, ulong data)
    {
        var (from, to) = access.IsStore ? (data, access.Address) : (access.Address, data);
        if (access.Length > MostMoves)
        {
            Copy(from, to, access.Length);
            return;
        }

        for (var done = 0; done < access.Length;)
        {
            var width = Width(access.Length - done);
            Move(from + (ulong)done, to + (ulong)done, width);
            done += width;
        }
    }

    /// <summary>
    /// mov rsi, from; mov rdi, to; movsd: 4 bytes, in one instruction. KVM emulates it if one side is a register of a
    /// device, and then makes the access to the other side as well.
    /// </summary>
    internal void AddMove(ulong from, ulong to)
    {
        Point(from, to);
        Emit(0xA5);
    }

    /// <summary>The guest tells that it has come so far.</summary>
    /// <param name="doorbell">Guest physical address without memory.</param>
    internal void Ring(ulong doorbell)
    {
        Emit(0xA2);
        EmitWord(doorbell);
    }

    /// <summary>The guest goes on elsewhere.</summary>
    /// <param name="target">Bytes from the start of this code.</param>
    internal void Jump(int target)
    {
        WriteJump(_code, _length, target);
        _length += JumpSize;
    }

    /// <summary>Puts such a jump in the place of what the code has there, which is not shorter.</summary>
    internal static void WriteJump(Span<byte> code, int at, int target)
    {
        code[at] = 0xE9;
        BinaryPrimitives.WriteInt32LittleEndian(code[(at + 1)..], target - (at + JumpSize));
    }

    private static int Width(int left) => left >= 8 ? 8 : left >= 4 ? 4 : left >= 2 ? 2 : 1;

    /// <summary>mov eax, [from]; mov [to], eax; in the width.</summary>
    private void Move(ulong from, ulong to, int width)
    {
        Prefix(width);
        Emit((byte)(width == 1 ? 0xA0 : 0xA1));
        EmitWord(from);
        Prefix(width);
        Emit((byte)(width == 1 ? 0xA2 : 0xA3));
        EmitWord(to);
    }

    /// <summary>mov rsi, from; mov rdi, to; mov ecx, length; rep movsb.</summary>
    private void Copy(ulong from, ulong to, int length)
    {
        Point(from, to);
        Emit(0xB9);
        BinaryPrimitives.WriteInt32LittleEndian(_code[_length..], length);
        _length += sizeof(int);
        Emit(0xF3);
        Emit(0xA4);
    }

    private void Point(ulong from, ulong to)
    {
        Emit(Wide);
        Emit(0xBE);
        EmitWord(from);
        Emit(Wide);
        Emit(0xBF);
        EmitWord(to);
    }

    private void Prefix(int width)
    {
        if (width is 2 or 8)
        {
            Emit(width == 8 ? Wide : Narrow);
        }
    }

    private void Emit(byte value) => _code[_length++] = value;

    private void EmitWord(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_code[_length..], value);
        _length += sizeof(ulong);
    }
}
