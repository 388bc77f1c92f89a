// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Pvmemcontrol.Model.Host;

/// <summary>
/// The VMAs and pages behind guest RAM: an immutable array of per-page values. VMAs are derived as runs of equal
/// values, so that splitting and merging need no model of their own.
/// </summary>
public sealed class HostMapping
{
    private readonly UntouchedRules _untouched;

    private HostMapping(GuestLayout layout, Page[] pages, UntouchedRules untouched)
    {
        Layout = layout;
        Pages = ImmutableCollectionsMarshal.AsImmutableArray(pages);
        _untouched = untouched;
    }

    /// <summary>The regions.</summary>
    public GuestLayout Layout { get; }

    /// <summary>The pages of all regions, by index.</summary>
    public ImmutableArray<Page> Pages { get; }

    /// <summary>Fresh mappings of every region: zeros or the file's content, readable and writable.</summary>
    /// <param name="layout">The regions.</param>
    /// <param name="untouched">What holds for pages that nobody names.</param>
    public static HostMapping Fresh(GuestLayout layout, UntouchedRules untouched)
    {
        Page Fresh(int index) => new(
            PageContent.Exactly(PageImage.Fresh(index, layout.BackingOfPage(index)), untouched.Content),
            VmaSet.Only(VmaFlags.ReadWrite),
            untouched.Protection,
            AttributeReasons.All(untouched.Attributes));
        return new HostMapping(layout, [.. Enumerable.Range(0, layout.PageCount).Select(Fresh)], untouched);
    }

    /// <summary>True when the condition holds for every page with a byte of the range.</summary>
    public bool All(in GuestRange range, Func<Page, bool> holds)
    {
        foreach (var page in Pages.AsSpan(range.FirstPage, range.PageCount))
        {
            if (!holds(page))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The mapping with the pages of the range replaced.</summary>
    /// <param name="range">A range of guest RAM; every page with a byte of it is replaced.</param>
    /// <param name="change">Gives the new page for an index and the old page.</param>
    public HostMapping Change(in GuestRange range, Func<int, Page, Page> change)
    {
        var pages = Pages.AsSpan().ToArray();
        for (var i = range.FirstPage; i < range.EndPage; i++)
        {
            pages[i] = change(i, pages[i]);
        }

        return new HostMapping(Layout, pages, _untouched);
    }

    /// <summary>The mapping once the flags of a page are known better, or null when that contradicts.</summary>
    public HostMapping? Restrict(int page, VmaSet observed)
    {
        var left = Pages[page].Vma.And(observed);
        if (left.IsEmpty || left == Pages[page].Vma)
        {
            return left.IsEmpty ? null : this;
        }

        var pages = Pages.AsSpan().ToArray();
        pages[page] = pages[page] with { Vma = left };
        return new HostMapping(Layout, pages, _untouched);
    }

    /// <summary>
    /// The mapping after all channels were dropped: a device may or may not clean up after the driver that is gone, by
    /// making pages accessible again and taking their attributes away.
    /// </summary>
    public HostMapping PerhapsRestored()
    {
        var fresh = VmaSet.Only(VmaFlags.ReadWrite);
        if (Pages.All(p => p.Vma == fresh))
        {
            return this;
        }

        var pages = Pages.Select(p =>
        {
            var accessible = p.Vma.Or(p.Vma.Change(VmaFlags.ReadWrite, VmaFlags.ReadWrite));
            return p with { Vma = accessible.Or(accessible.Change(VmaFlags.Attributes, VmaFlags.None)) };
        });
        return new HostMapping(Layout, [.. pages], _untouched);
    }

    /// <summary>The mapping after the guest or the device stored these bytes.</summary>
    /// <param name="address">Guest physical address; every byte must be guest RAM.</param>
    /// <param name="data">The bytes.</param>
    public HostMapping Write(ulong address, ReadOnlySpan<byte> data)
    {
        var range = Layout.Place(address, (ulong)data.Length);
        var pages = Pages.AsSpan().ToArray();
        var offset = PageGeometry.Offset(address);
        for (var i = range.FirstPage; i < range.EndPage; i++)
        {
            var count = Math.Min(PageGeometry.Size - offset, data.Length);
            pages[i] = pages[i] with
            {
                Content = count == PageGeometry.Size
                    ? PageContent.Exactly(PageImage.Of(data[..count]), _untouched.Content)
                    : pages[i].Content.Write(offset, data[..count]),
            };
            data = data[count..];
            offset = 0;
        }

        return new HostMapping(Layout, pages, _untouched);
    }

    /// <summary>
    /// What remains possible once these bytes were read at the address; null when nothing does, with the page
    /// that contradicts.
    /// </summary>
    /// <param name="address">Guest physical address; every byte must be guest RAM.</param>
    /// <param name="observed">The bytes read.</param>
    /// <param name="contradiction">Index of the first page that cannot hold them, or -1.</param>
    public HostMapping? Read(ulong address, ReadOnlySpan<byte> observed, out int contradiction)
    {
        var range = Layout.Place(address, (ulong)observed.Length);
        var offset = PageGeometry.Offset(address);
        Page[]? pages = null;
        for (var i = range.FirstPage; i < range.EndPage; i++)
        {
            var count = Math.Min(PageGeometry.Size - offset, observed.Length);
            var left = Pages[i].Content.Read(offset, observed[..count]);
            if (left is null)
            {
                contradiction = i;
                return null;
            }

            if (!ReferenceEquals(left, Pages[i].Content))
            {
                pages ??= Pages.AsSpan().ToArray();
                pages[i] = pages[i] with { Content = left };
            }

            observed = observed[count..];
            offset = 0;
        }

        contradiction = -1;
        return pages is null ? this : new HostMapping(Layout, pages, _untouched);
    }
}
