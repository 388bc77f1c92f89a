// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Impl.Driver;

/// <summary>
/// The 32 bytes that request and reply share (struct pvmemcontrol_buf): in the CPU's byte order for the user,
/// little-endian for the device. The driver has one for each call.
/// </summary>
public sealed class CallBuffer
{
    private ulong _word0;
    private ulong _word1;
    private ulong _word2;
    private ulong _word3;

    /// <summary>The bytes as a request.</summary>
    public Request Request
    {
        get => new(_word0, _word1, _word2, _word3);
        set => (_word0, _word1, _word2, _word3) = (value.FunctionCode, value.Address, value.Length, value.Arg);
    }

    /// <summary>The bytes as a reply.</summary>
    public Reply Reply
    {
        get => new((uint)_word0, (uint)(_word0 >> 32), _word1, _word2, _word3);
        set => (_word0, _word1, _word2, _word3) =
            (value.Errno | ((ulong)value.Code << 32), value.Value, value.Arg0, value.Arg1);
    }

    /// <summary>Takes over a user's struct pvmemcontrol_vmm_call.</summary>
    public void LoadCall(ReadOnlySpan<byte> user) => Request = new Request(
        MemoryMarshal.Read<ulong>(user), MemoryMarshal.Read<ulong>(user[8..]), MemoryMarshal.Read<ulong>(user[16..]),
        MemoryMarshal.Read<ulong>(user[24..]));

    /// <summary>Gives a struct pvmemcontrol_vmm_call, as a user does.</summary>
    public void StoreCall(Span<byte> user)
    {
        var request = Request;
        MemoryMarshal.Write(user, request.FunctionCode);
        MemoryMarshal.Write(user[8..], request.Address);
        MemoryMarshal.Write(user[16..], request.Length);
        MemoryMarshal.Write(user[24..], request.Arg);
    }

    /// <summary>Takes over a struct pvmemcontrol_vmm_ret, as a user does.</summary>
    public void LoadReturn(ReadOnlySpan<byte> user) => Reply = new Reply(
        MemoryMarshal.Read<uint>(user), MemoryMarshal.Read<uint>(user[4..]), MemoryMarshal.Read<ulong>(user[8..]),
        MemoryMarshal.Read<ulong>(user[16..]), MemoryMarshal.Read<ulong>(user[24..]));

    /// <summary>Gives a user's struct pvmemcontrol_vmm_ret.</summary>
    public void StoreReturn(Span<byte> user)
    {
        var reply = Reply;
        MemoryMarshal.Write(user, reply.Errno);
        MemoryMarshal.Write(user[4..], reply.Code);
        MemoryMarshal.Write(user[8..], reply.Value);
        MemoryMarshal.Write(user[16..], reply.Arg0);
        MemoryMarshal.Write(user[24..], reply.Arg1);
    }

    /// <summary>Writes the bytes as the device reads them.</summary>
    public void Encode(Span<byte> channel) => Request.Encode(channel);

    /// <summary>Takes over the bytes as the device left them.</summary>
    public void Decode(ReadOnlySpan<byte> channel)
    {
        _word0 = BinaryPrimitives.ReadUInt64LittleEndian(channel);
        _word1 = BinaryPrimitives.ReadUInt64LittleEndian(channel[8..]);
        _word2 = BinaryPrimitives.ReadUInt64LittleEndian(channel[16..]);
        _word3 = BinaryPrimitives.ReadUInt64LittleEndian(channel[24..]);
    }
}
