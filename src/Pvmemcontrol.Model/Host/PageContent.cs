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
    private readonly Stored? _stored;

    private PageContent(ImmutableArray<PageImage> images, bool isLazilyFreed, Requirement origin,
        Deviating? deviations = null, Stored? stored = null)
    {
        _stored = stored;
        Images = images;
        IsLazilyFreed = isLazilyFreed;
        Origin = origin;
        _deviations = deviations?.Without(images);
    }

    /// <summary>The bytes that were stored since a call gave the page its content.</summary>
    /// <param name="Ranges">In bytes from the start of the page; they may overlap.</param>
    /// <param name="Reason">Why they stay.</param>
    private sealed record Stored(ImmutableArray<(int Start, int End)> Ranges, Requirement Reason)
    {
        internal bool IsSameAs(Stored? other) =>
            other is not null && Reason == other.Reason && Ranges.SequenceEqual(other.Ranges);
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

    /// <summary>The requirement that leaves no other values of a byte.</summary>
    /// <param name="offset">In bytes from the start of the page.</param>
    public Requirement OriginAt(int offset) =>
        _stored is { } stored && stored.Ranges.Any(r => r.Start <= offset && offset < r.End) ? stored.Reason : Origin;

    /// <summary>
    /// Where these bytes first differ from the image that they match furthest, from the start of the page.
    /// </summary>
    /// <param name="offset">Of the first of them, from the start of the page.</param>
    /// <param name="observed">The bytes.</param>
    public int FirstDifference(int offset, ReadOnlySpan<byte> observed)
    {
        var longest = 0;
        foreach (var image in Images)
        {
            longest = Math.Max(longest, observed.CommonPrefixLength(image.Bytes.Slice(offset, observed.Length)));
        }

        return offset + Math.Min(longest, observed.Length - 1);
    }

    /// <summary>The requirement that leaves no room for these bytes, at the first that fits no image.</summary>
    /// <param name="offset">Of the first of them, from the start of the page.</param>
    /// <param name="observed">The bytes, which no image has.</param>
    public Requirement ReasonAgainst(int offset, ReadOnlySpan<byte> observed) =>
        OriginAt(FirstDifference(offset, observed));

    /// <summary>True when the other may hold the same images, for the same reason.</summary>
    public bool IsSameAs(PageContent other) => ReferenceEquals(this, other)
        || (IsLazilyFreed == other.IsLazilyFreed && Origin == other.Origin && Images.SequenceEqual(other.Images)
            && _deviations?.From == other._deviations?.From && AllImages.SequenceEqual(other.AllImages)
            && (_stored is null ? other._stored is null : _stored.IsSameAs(other._stored)));

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
    /// <param name="offset">In bytes from the start of the page.</param>
    /// <param name="data">The bytes.</param>
    /// <param name="reason">The requirement that says that they stay.</param>
    public PageContent Write(int offset, ReadOnlySpan<byte> data, Requirement reason)
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
        return new PageContent(images.DrainToImmutable(), false, Origin,
            _deviations?.Changed(i => i.With(offset, bytes)), StoredAlso(offset, data.Length, reason));
    }

    private Stored? StoredAlso(int offset, int length, Requirement reason)
    {
        var range = (offset, offset + length);
        return Origin == reason ? null
            : _stored is null ? new Stored([range], reason)
            : _stored.Ranges.Contains(range) ? _stored
            : _stored with { Ranges = _stored.Ranges.Add(range) };
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
                IsLazilyFreed ? WithImage(left, PageImage.Zero) : left, IsLazilyFreed, Origin, others, _stored);
        }

        if (_deviations is not { } known || Fitting(known.Images, offset, observed) is not { IsEmpty: false } shown)
        {
            return null;
        }

        deviatesFrom = known.From;
        return new PageContent(shown, false, Origin, deviations: null, _stored);
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
