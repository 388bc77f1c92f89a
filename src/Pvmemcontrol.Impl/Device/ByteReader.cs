// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Device;

/// <summary>Reads little-endian values in sequence; zeros after the end, which <see cref="IsAtEnd"/> reports.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;
    private bool _isShort;

    /// <summary>True when exactly all bytes were read.</summary>
    internal readonly bool IsAtEnd => _rest.IsEmpty && !_isShort;

    /// <summary>The next byte.</summary>
    internal byte Byte() => (byte)Take(sizeof(byte));

    /// <summary>The next 2 bytes.</summary>
    internal ushort UInt16() => (ushort)Take(sizeof(ushort));

    /// <summary>The next 4 bytes.</summary>
    internal int Int32() => (int)Take(sizeof(int));

    /// <summary>The next 4 bytes.</summary>
    internal uint UInt32() => (uint)Take(sizeof(uint));

    /// <summary>The next 8 bytes.</summary>
    internal ulong UInt64() => Take(sizeof(ulong));

    /// <summary>A count of elements that follow; 0 if they do not fit.</summary>
    /// <param name="size">Bytes of an element.</param>
    internal int CountOf(int size)
    {
        var count = UInt32();
        _isShort |= count > (uint)(_rest.Length / size);
        return _isShort ? 0 : (int)count;
    }

    private ulong Take(int size)
    {
        _isShort |= _rest.Length < size;
        if (_isShort)
        {
            return 0;
        }

        var value = 0UL;
        for (var i = 0; i < size; i++)
        {
            value |= (ulong)_rest[i] << (8 * i);
        }

        _rest = _rest[size..];
        return value;
    }
}
