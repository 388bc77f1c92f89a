// SPDX-License-Identifier: Apache-2.0

using System.Runtime.CompilerServices;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Impl.Host;

/// <summary>
/// Where the VMM finds the 32 bytes of a channel's buffer: in one piece, or in two where it crosses from a region into
/// the next. Made by <see cref="GuestMemory.TryPlaceBuffer"/> only, valid as long as that memory is mapped; its pages
/// must be readable and writable when it is used, unless it <see cref="PageLife.Vanishing"/>.
/// </summary>
public readonly unsafe struct BufferPlace
{
    private readonly nint _first;
    private readonly int _firstLength;
    private readonly nint _second;
    private readonly bool _mayVanish;

    internal BufferPlace(nint first, int firstLength, nint second, bool mayVanish)
    {
        _first = first;
        _firstLength = firstLength;
        _second = second;
        _mayVanish = mayVanish;
    }

    /// <summary>
    /// Copies the request out of a buffer, reading every byte once, even while other vCPUs write to it.
    /// </summary>
    /// <returns>False when the page is gone.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryLoadRequest(out Request request)
    {
        if (_firstLength == Request.Size && (_first & 7) == 0 && !_mayVanish && BitConverter.IsLittleEndian)
        {
            // SAFETY: the place was made from a live mapping and holds 32 bytes there; aligned volatile
            // loads are neither torn nor repeated.
            var words = (ulong*)_first;
            request = new Request(
                Volatile.Read(ref words[0]),
                Volatile.Read(ref words[1]),
                Volatile.Read(ref words[2]),
                Volatile.Read(ref words[3]));
            return true;
        }

        return TryLoadRequestInPieces(out request);
    }

    /// <summary>Writes the 32 bytes of a reply into a buffer.</summary>
    /// <returns>False when the page is gone.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryStoreReply(in Reply reply)
    {
        if (_firstLength == Request.Size && !_mayVanish && BitConverter.IsLittleEndian)
        {
            // SAFETY: the place was made from a live mapping and holds 32 writable bytes there.
            var bytes = (byte*)_first;
            Unsafe.WriteUnaligned(bytes, reply.Errno | ((ulong)reply.Code << 32));
            Unsafe.WriteUnaligned(bytes + 8, reply.Value);
            Unsafe.WriteUnaligned(bytes + 16, reply.Arg0);
            Unsafe.WriteUnaligned(bytes + 24, reply.Arg1);
            return true;
        }

        return TryStoreReplyInPieces(reply);
    }

    private bool TryLoadRequestInPieces(out Request request)
    {
        Span<byte> copy = stackalloc byte[Request.Size];
        var isThere = !_mayVanish || TryCopy(copy, isWrite: false);
        for (var i = 0; i < Request.Size && !_mayVanish; i++)
        {
            // SAFETY: the pieces hold _firstLength and 32 - _firstLength bytes of live mappings; a volatile load of a
            // byte is not repeated, as a block copy may do where its parts overlap.
            var at = i < _firstLength ? (byte*)_first + i : (byte*)_second + (i - _firstLength);
            copy[i] = Volatile.Read(ref *at);
        }

        request = Request.Decode(copy);
        return isThere;
    }

    private bool TryStoreReplyInPieces(in Reply reply)
    {
        Span<byte> copy = stackalloc byte[Request.Size];
        reply.Encode(copy);
        if (_mayVanish)
        {
            return TryCopy(copy, isWrite: true);
        }

        // SAFETY: the pieces hold _firstLength and 32 - _firstLength writable bytes of live mappings.
        copy[.._firstLength].CopyTo(new Span<byte>((void*)_first, _firstLength));
        if (_firstLength < Request.Size)
        {
            copy[_firstLength..].CopyTo(new Span<byte>((void*)_second, Request.Size - _firstLength));
        }

        return true;
    }

    private bool TryCopy(Span<byte> copy, bool isWrite)
    {
        fixed (byte* local = copy)
        {
            return KernelCopy.Try(local, _first, _firstLength, isWrite)
                && (_firstLength == Request.Size
                    || KernelCopy.Try(local + _firstLength, _second, Request.Size - _firstLength, isWrite));
        }
    }
}
