// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Impl.Host;

/// <summary>
/// Where the VMM finds the 32 bytes of a channel's buffer: in one piece, or in two where it crosses from a region into
/// the next. Made by <see cref="GuestMemory.TryPlaceBuffer"/> only, valid as long as that memory is mapped; its pages
/// must be readable and writable when it is used.
/// </summary>
public readonly unsafe struct BufferPlace
{
    private readonly nint _first;
    private readonly int _firstLength;
    private readonly nint _second;

    internal BufferPlace(nint first, int firstLength, nint second)
    {
        _first = first;
        _firstLength = firstLength;
        _second = second;
    }

    /// <summary>
    /// Copies the request out of a buffer, reading every byte once, even while other vCPUs write to it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Request LoadRequest()
    {
        if (_firstLength == Request.Size && (_first & 7) == 0 && BitConverter.IsLittleEndian)
        {
            // SAFETY: the place was made from a live mapping and holds 32 bytes there; aligned volatile
            // loads are neither torn nor repeated.
            var words = (ulong*)_first;
            return new Request(
                Volatile.Read(ref words[0]),
                Volatile.Read(ref words[1]),
                Volatile.Read(ref words[2]),
                Volatile.Read(ref words[3]));
        }

        return LoadRequestInPieces();
    }

    /// <summary>Writes the 32 bytes of a reply into a buffer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreReply(in Reply reply)
    {
        if (_firstLength == Request.Size && BitConverter.IsLittleEndian)
        {
            // SAFETY: the place was made from a live mapping and holds 32 writable bytes there.
            var bytes = (byte*)_first;
            Unsafe.WriteUnaligned(bytes, reply.Errno | ((ulong)reply.Code << 32));
            Unsafe.WriteUnaligned(bytes + 8, reply.Value);
            Unsafe.WriteUnaligned(bytes + 16, reply.Arg0);
            Unsafe.WriteUnaligned(bytes + 24, reply.Arg1);
            return;
        }

        StoreReplyInPieces(reply);
    }

    private Request LoadRequestInPieces()
    {
        Span<byte> copy = stackalloc byte[Request.Size];
        for (var i = 0; i < Request.Size; i++)
        {
            // SAFETY: the pieces hold _firstLength and 32 - _firstLength bytes of live mappings; a volatile load of a
            // byte is not repeated, as a block copy may do where its parts overlap.
            var at = i < _firstLength ? (byte*)_first + i : (byte*)_second + (i - _firstLength);
            copy[i] = Volatile.Read(ref *at);
        }

        return Request.Decode(copy);
    }

    private void StoreReplyInPieces(in Reply reply)
    {
        Span<byte> copy = stackalloc byte[Request.Size];
        reply.Encode(copy);

        // SAFETY: the pieces hold _firstLength and 32 - _firstLength writable bytes of live mappings.
        copy[.._firstLength].CopyTo(new Span<byte>((void*)_first, _firstLength));
        if (_firstLength < Request.Size)
        {
            copy[_firstLength..].CopyTo(new Span<byte>((void*)_second, Request.Size - _firstLength));
        }
    }
}
