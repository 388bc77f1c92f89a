// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Pvmemcontrol.Model.Host;

/// <summary>The bytes of a page, immutable; equal when the bytes are.</summary>
public sealed class PageImage : IEquatable<PageImage>
{
    /// <summary>A page of zeros.</summary>
    public static readonly PageImage Zero = new(new byte[PageGeometry.Size]);

    /// <summary>The last byte of every word that <see cref="FillPattern"/> writes.</summary>
    public const byte FillMark = 0xA5;

    private readonly byte[] _bytes;

    private PageImage(byte[] bytes) => _bytes = bytes;

    /// <summary>The <see cref="PageGeometry.Size"/> bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>A copy of these bytes.</summary>
    public static PageImage Of(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, PageGeometry.Size);
        return new PageImage(bytes.ToArray());
    }

    /// <summary>
    /// The content that a guest's fill writes: every 8-byte word differs from every other word of the page and
    /// from the same word of any other page or tag, and none is zero.
    /// </summary>
    /// <param name="page">Index of the page in the layout.</param>
    /// <param name="tag">Distinguishes fills.</param>
    /// <param name="destination">The <see cref="PageGeometry.Size"/> bytes to write.</param>
    public static void FillPattern(int page, byte tag, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, PageGeometry.Size);
        var word = ((ulong)FillMark << 56) | ((ulong)tag << 40) | ((ulong)(ushort)page << 16);
        var words = MemoryMarshal.Cast<byte, ulong>(destination);
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = ++word;
        }

        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(words, words);
        }
    }

    /// <summary>The page after <see cref="FillPattern"/>.</summary>
    public static PageImage Filled(int page, byte tag)
    {
        var bytes = new byte[PageGeometry.Size];
        FillPattern(page, tag, bytes);
        return new PageImage(bytes);
    }

    /// <summary>The tag that no fill uses: what files hold that are mapped as guest RAM.</summary>
    public const byte FileTag = 0;

    /// <summary>What a fresh page reads as: zeros, or the file's content.</summary>
    public static PageImage Fresh(int page, Backing backing) =>
        backing == Backing.PrivateFile ? Filled(page, FileTag) : Zero;

    /// <summary>This page with some bytes replaced.</summary>
    public PageImage With(int offset, ReadOnlySpan<byte> data)
    {
        if (_bytes.AsSpan(offset, data.Length).SequenceEqual(data))
        {
            return this;
        }

        var copy = _bytes.AsSpan().ToArray();
        data.CopyTo(copy.AsSpan(offset));
        return new PageImage(copy);
    }

    /// <summary>This page with some bytes zeroed.</summary>
    public PageImage WithZeros(int offset, int length)
    {
        if (offset == 0 && length == PageGeometry.Size)
        {
            return Zero;
        }

        var copy = _bytes.AsSpan().ToArray();
        copy.AsSpan(offset, length).Clear();
        return new PageImage(copy);
    }

    /// <inheritdoc/>
    public bool Equals(PageImage? other) =>
        ReferenceEquals(this, other) || (other is not null && Bytes.SequenceEqual(other.Bytes));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PageImage);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }
}
