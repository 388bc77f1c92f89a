// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Host;

/// <summary>
/// The VMAs and pages behind guest RAM: an immutable sequence of per-page values. VMAs are derived as runs of equal
/// values, so that splitting and merging need no model of their own.
/// </summary>
public sealed class HostMapping
{
    private readonly UntouchedRules _untouched;

    /// <summary>Bit n: some page of region n is known to be given back.</summary>
    private readonly ulong _regionsWithAbsent;

    /// <summary>The flags of every page once the device was created; null where none had any attribute.</summary>
    private readonly VmaFlags[]? _atCreate;

    private HostMapping(GuestLayout layout, PageTable pages, HostCapabilities capabilities, UntouchedRules untouched,
        ulong regionsWithAbsent, bool isPoolEmpty, VmaFlags[]? atCreate)
    {
        _atCreate = atCreate;
        IsPoolEmpty = isPoolEmpty;
        Layout = layout;
        Pages = pages;
        Capabilities = capabilities;
        _untouched = untouched;
        _regionsWithAbsent = regionsWithAbsent;
    }

    /// <summary>The regions.</summary>
    public GuestLayout Layout { get; }

    /// <summary>The pages of all regions, by index.</summary>
    public PageTable Pages { get; }

    /// <summary>The capabilities of the host.</summary>
    public HostCapabilities Capabilities { get; }

    /// <summary>True where a device makes the calls, which is then responsible for them.</summary>
    public bool IsBehindDevice => _untouched == UntouchedRules.BehindDevice;

    /// <summary>True when a discarded huge page cannot be allocated again.</summary>
    public bool IsPoolEmpty { get; }

    /// <summary>Fresh mappings of every region: zeros or the file's content, readable and writable.</summary>
    /// <param name="layout">The regions.</param>
    /// <param name="capabilities">The capabilities of the host.</param>
    /// <param name="untouched">The rules for pages that no request or call names.</param>
    public static HostMapping Fresh(GuestLayout layout, HostCapabilities capabilities, UntouchedRules untouched)
    {
        // One object for all, so that a large guest RAM is compared quickly.
        var zeros = PageContent.Exactly(PageImage.Zero, untouched.Content);
        Page Fresh(int index) => new(
            PageImage.Fresh(index, layout.BackingOfPage(index)) is var image && ReferenceEquals(image, PageImage.Zero)
                ? zeros
                : PageContent.Exactly(image, untouched.Content),
            VmaSet.Only(VmaFlags.ReadWrite),
            untouched.Protection,
            AttributeReasons.All(untouched.Attributes));
        var pages = PageTable.Of(Enumerable.Range(0, layout.PageCount).Select(Fresh));
        return new HostMapping(
            layout, pages, capabilities, untouched, regionsWithAbsent: 0, isPoolEmpty: false, atCreate: null);
    }

    /// <summary>
    /// The fresh mapping where the VMM set up guest RAM before it created the device, or while it did: locked,
    /// mergeable, left out of dumps. These attributes are what VM reset and restore give back.
    /// </summary>
    /// <param name="attributes">One element a page; only the flags in <see cref="VmaFlags.Attributes"/> count.</param>
    public HostMapping CreatedWith(ReadOnlySpan<VmaFlags> attributes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(attributes.Length, Pages.Length);
        var atCreate = new VmaFlags[attributes.Length];
        for (var i = 0; i < atCreate.Length; i++)
        {
            atCreate[i] = VmaFlags.ReadWrite | (attributes[i] & VmaFlags.Attributes);
        }

        var pages = Pages.Change(0, Pages.Length, (i, page) => page with { Vma = VmaSet.Only(atCreate[i]) });
        return new HostMapping(
            Layout, pages, Capabilities, _untouched, _regionsWithAbsent, IsPoolEmpty, atCreate);
    }

    /// <summary>The mapping once all other huge pages of the host are in use.</summary>
    public HostMapping WithEmptyPool() =>
        new(Layout, Pages, Capabilities, _untouched, _regionsWithAbsent, isPoolEmpty: true, _atCreate);

    /// <summary>True when it equals the other mapping of the same layout.</summary>
    public bool IsSameAs(HostMapping other) => ReferenceEquals(this, other)
        || (IsPoolEmpty == other.IsPoolEmpty && _regionsWithAbsent == other._regionsWithAbsent
            && Pages.IsSameAs(other.Pages));

    /// <summary>True when some page of the range may be inaccessible because the pool is empty.</summary>
    public bool MayBeMissing(in GuestRange range)
    {
        var layout = Layout;
        return IsPoolEmpty && range.IsGuestRam && (layout.BackingOfPage(range.FirstPage).IsHuge()
            || layout.BackingOfPage(range.EndPage - 1).IsHuge());
    }

    /// <summary>True when the condition holds for every page with a byte of the range.</summary>
    public bool All(in GuestRange range, Func<Page, bool> holds)
    {
        for (var i = range.FirstPage; i < range.EndPage; i++)
        {
            if (!holds(Pages[i]))
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
        var after = With(Pages.Change(range.FirstPage, range.PageCount, change));
        var absent = after._regionsWithAbsent;
        for (var i = range.FirstPage; i < range.EndPage; i++)
        {
            absent |= after.Pages[i].Presence is { IsResident: false } ? 1UL << Layout.RegionOfPage(i) : 0;
        }

        return absent == after._regionsWithAbsent
            ? after
            : new HostMapping(Layout, after.Pages, Capabilities, _untouched, absent, IsPoolEmpty, _atCreate);
    }

    /// <summary>
    /// The mapping after an access to the range: the kernel brings pages back, perhaps with their neighbours.
    /// </summary>
    public HostMapping Touch(in GuestRange range)
    {
        var after = this;
        for (var region = 0; region < Layout.Regions.Length; region++)
        {
            var first = Layout.FirstPage(region);
            var count = Layout.Regions[region].Pages;
            if ((after._regionsWithAbsent & (1UL << region)) != 0
                && first < range.EndPage && range.FirstPage < first + count)
            {
                var pages = after.Pages.Change(first, count, (_, page) =>
                    page.Presence is { IsResident: false } ? page with { Presence = null } : page);
                after = new HostMapping(Layout, pages, Capabilities, _untouched,
                    after._regionsWithAbsent & ~(1UL << region), IsPoolEmpty, _atCreate);
            }
        }

        return after;
    }

    /// <summary>The mapping once the flags of a page are known better, or null when that contradicts.</summary>
    public HostMapping? Restrict(int page, VmaSet observed)
    {
        var left = Pages[page].Vma.And(observed);
        return left.IsEmpty ? null
            : left == Pages[page].Vma ? this
            : With(Pages.Change(page, 1, (_, before) => before with { Vma = left }));
    }

    /// <summary>
    /// The mapping after all channels were dropped: a device may or may not clean up after the driver, by
    /// making pages accessible again and clearing their attributes.
    /// </summary>
    public HostMapping PerhapsRestored()
    {
        return IsAsAtCreate() ? this : With(Pages.Change(0, Pages.Length, (i, page) =>
        {
            var accessible = page.Vma.Or(page.Vma.Change(VmaFlags.ReadWrite, VmaFlags.ReadWrite));
            return page with
            {
                Vma = accessible.Or(
                    accessible.Change(VmaFlags.Attributes, AtCreate(i) & VmaFlags.Attributes)),
                Presence = page.Presence is { IsResident: true } ? null : page.Presence,
            };
        }));
    }

    private bool IsAsAtCreate()
    {
        for (var i = 0; i < Pages.Length; i++)
        {
            if (Pages[i].Vma != VmaSet.Only(AtCreate(i)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The mapping of a new VM that has the same content.</summary>
    public HostMapping AsNew() => With(Pages.Change(0, Pages.Length, (i, page) => page with
    {
        Vma = VmaSet.Only(AtCreate(i)),
        IsSuspect = false,
        Presence = null,
    }));

    /// <summary>The mapping once another one with the same properties may have taken its place.</summary>
    public HostMapping PerhapsMoved() =>
        With(Pages.Change(0, Pages.Length, (_, page) => page with { Presence = null }));

    /// <summary>The mapping after the guest or the device stored these bytes.</summary>
    /// <param name="address">Guest physical address; every byte must be guest RAM.</param>
    /// <param name="data">The bytes.</param>
    public HostMapping Write(ulong address, ReadOnlySpan<byte> data)
    {
        var range = Layout.Place(address, (ulong)data.Length);
        var pages = Pages;
        var offset = PageGeometry.Offset(address);
        for (var i = range.FirstPage; i < range.EndPage; i++)
        {
            var count = Math.Min(PageGeometry.Size - offset, data.Length);
            var content = count == PageGeometry.Size
                ? PageContent.Exactly(PageImage.Of(data[..count]), _untouched.Content)
                : pages[i].Content.Write(offset, data[..count], _untouched.Content);
            pages = pages.Change(i, 1, (_, page) => page with { Content = content });
            data = data[count..];
            offset = 0;
        }

        return With(pages).Touch(range);
    }

    /// <summary>
    /// What remains possible after these bytes were read at the address; null if nothing does, with the page
    /// that contradicts.
    /// </summary>
    /// <param name="address">Guest physical address; every byte must be guest RAM.</param>
    /// <param name="observed">The bytes read.</param>
    /// <param name="contradiction">Index of the first page that cannot hold them, or -1.</param>
    public HostMapping? Read(ulong address, ReadOnlySpan<byte> observed, out int contradiction) =>
        Read(address, observed, out contradiction, out _);

    /// <summary>What remains possible after these bytes were read, and whether it should have been.</summary>
    /// <param name="address">Guest physical address; every byte must be guest RAM.</param>
    /// <param name="observed">The bytes read.</param>
    /// <param name="contradiction">Index of the first page that cannot hold them, or -1.</param>
    /// <param name="deviation">The first page that should not hold them, and the requirement that says so.</param>
    public HostMapping? Read(ulong address, ReadOnlySpan<byte> observed, out int contradiction,
        out (int Page, Requirement From)? deviation)
    {
        deviation = null;
        var range = Layout.Place(address, (ulong)observed.Length);
        var offset = PageGeometry.Offset(address);
        var pages = Pages;
        for (var i = range.FirstPage; i < range.EndPage; i++)
        {
            var count = Math.Min(PageGeometry.Size - offset, observed.Length);
            var left = pages[i].Content.Read(offset, observed[..count], out var deviatesFrom);
            deviation ??= deviatesFrom is null ? null : (i, deviatesFrom);
            if (left is null)
            {
                contradiction = i;
                return null;
            }

            if (!ReferenceEquals(left, pages[i].Content))
            {
                pages = pages.Change(i, 1, (_, page) => page with { Content = left });
            }

            observed = observed[count..];
            offset = 0;
        }

        contradiction = -1;
        return With(pages).Touch(range);
    }

    private HostMapping With(PageTable pages) =>
        ReferenceEquals(pages, Pages)
        ? this
        : new HostMapping(Layout, pages, Capabilities, _untouched, _regionsWithAbsent, IsPoolEmpty, _atCreate);

    private VmaFlags AtCreate(int page) => _atCreate is { } flags ? flags[page] : VmaFlags.ReadWrite;
}
