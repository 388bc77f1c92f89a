// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Host;

/// <summary>
/// A hole: the images that a page may hold, and the requirement that says so. More than one image is the freedom
/// that a call leaves (old or zeros); a lazily freed page may moreover turn to zeros at any time, until
/// it is written.
/// </summary>
public sealed class PageContent
{
    private PageContent(ImmutableArray<PageImage> images, bool isLazilyFreed, Requirement origin)
    {
        Images = images;
        IsLazilyFreed = isLazilyFreed;
        Origin = origin;
    }

    /// <summary>The possible images, each once, at least one.</summary>
    public ImmutableArray<PageImage> Images { get; }

    /// <summary>True when the page may turn to zeros by itself (madvise(2), MADV_FREE).</summary>
    public bool IsLazilyFreed { get; }

    /// <summary>The requirement that leaves no other images.</summary>
    public Requirement Origin { get; }

    /// <summary>True when the other may hold the same images, for the same reason.</summary>
    public bool IsSameAs(PageContent other) => ReferenceEquals(this, other)
        || (IsLazilyFreed == other.IsLazilyFreed && Origin == other.Origin && Images.SequenceEqual(other.Images));

    /// <summary>Exactly this image.</summary>
    public static PageContent Exactly(PageImage image, Requirement origin) => new([image], false, origin);

    /// <summary>The page after MADV_FREE on private anonymous memory.</summary>
    public PageContent LazilyFreed(Requirement origin) => new(WithImage(Images, PageImage.Zero), true, origin);

    /// <summary>The page where a call may or may not have left <paramref name="changed"/> instead.</summary>
    public PageContent OrElse(PageContent changed, Requirement origin) =>
        new(changed.Images.Aggregate(Images, WithImage), IsLazilyFreed || changed.IsLazilyFreed, origin);

    /// <summary>The page where a call may have zeroed some of the bytes.</summary>
    public PageContent OrZeroed(int offset, int length, Requirement origin) =>
        new(Images.Aggregate(Images, (all, image) => WithImage(all, image.WithZeros(offset, length))), IsLazilyFreed,
            origin);

    /// <summary>The same images, for another reason.</summary>
    public PageContent Because(Requirement origin) => new(Images, IsLazilyFreed, origin);

    /// <summary>The page after a write: a lazily freed page is kept from then on.</summary>
    public PageContent Write(int offset, ReadOnlySpan<byte> data)
    {
        var images = ImmutableArray.CreateBuilder<PageImage>(Images.Length);
        foreach (var image in Images)
        {
            var written = image.With(offset, data);
            if (!images.Contains(written))
            {
                images.Add(written);
            }
        }

        return new PageContent(images.DrainToImmutable(), false, Origin);
    }

    /// <summary>What remains possible after these bytes were read at the offset; null if nothing does.</summary>
    public PageContent? Read(int offset, ReadOnlySpan<byte> observed)
    {
        if (Images.Length == 1)
        {
            return Images[0].Bytes.Slice(offset, observed.Length).SequenceEqual(observed) ? this : null;
        }

        var left = ImmutableArray.CreateBuilder<PageImage>();
        foreach (var image in Images)
        {
            if (image.Bytes.Slice(offset, observed.Length).SequenceEqual(observed))
            {
                left.Add(image);
            }
        }

        if (left.Count == 0)
        {
            return null;
        }

        var images = left.ToImmutable();
        return new PageContent(IsLazilyFreed ? WithImage(images, PageImage.Zero) : images, IsLazilyFreed, Origin);
    }

    private static ImmutableArray<PageImage> WithImage(ImmutableArray<PageImage> images, PageImage image) =>
        images.Contains(image) ? images : images.Add(image);
}
