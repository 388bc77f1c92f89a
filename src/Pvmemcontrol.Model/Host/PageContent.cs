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
    private readonly Deviating? _deviations;

    private PageContent(ImmutableArray<PageImage> images, bool isLazilyFreed, Requirement origin,
        Deviating? deviations = null)
    {
        Images = images;
        IsLazilyFreed = isLazilyFreed;
        Origin = origin;
        _deviations = deviations?.Without(images);
    }

    /// <summary>Images that are possible too, but deviate from a requirement that makes no violation.</summary>
    /// <param name="Images">Each once.</param>
    /// <param name="From">The requirement.</param>
    private sealed record Deviating(ImmutableArray<PageImage> Images, Requirement From)
    {
        internal Deviating? Without(ImmutableArray<PageImage> expected) =>
            Images.Where(i => !expected.Contains(i)).Distinct().ToImmutableArray() is { IsEmpty: false } left
                ? this with { Images = left }
                : null;

        internal Deviating Changed(Func<PageImage, PageImage> change) =>
            this with { Images = [.. Images.Select(change)] };

        internal Deviating And(IEnumerable<PageImage> others) => this with { Images = [.. Images, .. others] };
    }

    /// <summary>The possible images, each once, at least one.</summary>
    public ImmutableArray<PageImage> Images { get; }

    /// <summary>True when the page may turn to zeros by itself (madvise(2), MADV_FREE).</summary>
    public bool IsLazilyFreed { get; }

    /// <summary>The requirement that leaves no other images.</summary>
    public Requirement Origin { get; }

    /// <summary>All images that the page may hold, also those that deviate.</summary>
    public IEnumerable<PageImage> AllImages => _deviations is { } others ? [.. Images, .. others.Images] : Images;

    /// <summary>True when the other may hold the same images, for the same reason.</summary>
    public bool IsSameAs(PageContent other) => ReferenceEquals(this, other)
        || (IsLazilyFreed == other.IsLazilyFreed && Origin == other.Origin && Images.SequenceEqual(other.Images)
            && _deviations?.From == other._deviations?.From && AllImages.SequenceEqual(other.AllImages));

    /// <summary>Exactly this image.</summary>
    public static PageContent Exactly(PageImage image, Requirement origin) => new([image], false, origin);

    /// <summary>The page after MADV_FREE on private anonymous memory.</summary>
    public PageContent LazilyFreed(Requirement origin) =>
        new(WithImage(Images, PageImage.Zero), true, origin, _deviations);

    /// <summary>The page where a call may or may not have left <paramref name="changed"/> instead.</summary>
    public PageContent OrElse(PageContent changed, Requirement origin) =>
        new(changed.Images.Aggregate(Images, WithImage), IsLazilyFreed || changed.IsLazilyFreed, origin,
            _deviations?.And(changed._deviations?.Images ?? []) ?? changed._deviations);

    /// <summary>
    /// The page where a call should have changed nothing: <paramref name="changed"/> deviates from
    /// <paramref name="from"/>, anything else from <paramref name="origin"/>.
    /// </summary>
    public PageContent OrDeviating(PageImage changed, Requirement from, Requirement origin) =>
        new(Images, IsLazilyFreed, origin, new Deviating([.. _deviations?.Images ?? [], changed], from));

    /// <summary>The page where a call may have zeroed some of the bytes.</summary>
    public PageContent OrZeroed(int offset, int length, Requirement origin) =>
        new(Images.Aggregate(Images, (all, image) => WithImage(all, image.WithZeros(offset, length))), IsLazilyFreed,
            origin, _deviations?.And(_deviations.Images.Select(i => i.WithZeros(offset, length))));

    /// <summary>The same images, for another reason.</summary>
    public PageContent Because(Requirement origin) => new(Images, IsLazilyFreed, origin, _deviations);

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

        // A lambda cannot hold a span, and few pages get here.
        var bytes = _deviations is null ? [] : data.ToArray();
        return new PageContent(
            images.DrainToImmutable(), false, Origin, _deviations?.Changed(i => i.With(offset, bytes)));
    }

    /// <summary>What remains possible after these bytes were read at the offset; null if nothing does.</summary>
    public PageContent? Read(int offset, ReadOnlySpan<byte> observed) => Read(offset, observed, out _);

    /// <summary>What remains possible after these bytes were read at the offset; null if nothing does.</summary>
    /// <param name="offset">In bytes.</param>
    /// <param name="observed">The bytes.</param>
    /// <param name="deviatesFrom">What they deviate from, or null.</param>
    public PageContent? Read(int offset, ReadOnlySpan<byte> observed, out Requirement? deviatesFrom)
    {
        deviatesFrom = null;
        if (Images.Length == 1 && _deviations is null)
        {
            return Fits(Images[0], offset, observed) ? this : null;
        }

        var left = Fitting(Images, offset, observed);
        if (!left.IsEmpty)
        {
            var others = _deviations is null
                ? null
                : _deviations with { Images = Fitting(_deviations.Images, offset, observed) };
            return new PageContent(
                IsLazilyFreed ? WithImage(left, PageImage.Zero) : left, IsLazilyFreed, Origin, others);
        }

        if (_deviations is not { } known || Fitting(known.Images, offset, observed) is not { IsEmpty: false } shown)
        {
            return null;
        }

        deviatesFrom = known.From;
        return new PageContent(shown, false, Origin);
    }

    private static ImmutableArray<PageImage> Fitting(
        ImmutableArray<PageImage> images, int offset, ReadOnlySpan<byte> observed)
    {
        var left = ImmutableArray.CreateBuilder<PageImage>();
        foreach (var image in images)
        {
            if (Fits(image, offset, observed))
            {
                left.Add(image);
            }
        }

        return left.ToImmutable();
    }

    private static bool Fits(PageImage image, int offset, ReadOnlySpan<byte> observed) =>
        image.Bytes.Slice(offset, observed.Length).SequenceEqual(observed);

    private static ImmutableArray<PageImage> WithImage(ImmutableArray<PageImage> images, PageImage image) =>
        images.Contains(image) ? images : images.Add(image);
}
