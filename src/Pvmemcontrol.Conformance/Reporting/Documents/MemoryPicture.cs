// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;

namespace Pvmemcontrol.Conformance.Reporting.Documents;

/// <summary>Guest RAM as strips of pages, region by region.</summary>
/// <param name="Regions">In the order of their guest physical addresses.</param>
public sealed record MemoryPicture(ImmutableArray<RegionStrip> Regions)
{
    /// <summary>True when anything differs between before and after.</summary>
    public bool HasChanges => Regions.Any(r => r.Runs.Any(p => p.Before != p.After));
}

/// <summary>A region of guest RAM.</summary>
/// <param name="Name">Its address, size and kind.</param>
/// <param name="Runs">Its pages: neighbours that are alike stand together.</param>
public sealed record RegionStrip(string Name, ImmutableArray<PageStrip> Runs);

/// <summary>Neighbouring pages that are alike before and after.</summary>
/// <param name="First">Index of the first page.</param>
/// <param name="Count">How many pages.</param>
/// <param name="Address">Guest physical address of the first one.</param>
/// <param name="Before">As they were at first.</param>
/// <param name="Allowed">As the specification has them at the end; null where the steps were not judged to it.</param>
/// <param name="After">As they were at the end.</param>
/// <param name="IsWrong">True when the end is not what the specification allows.</param>
public sealed record PageStrip(
    int First, int Count, ulong Address, PageLook Before, PageLook? Allowed, PageLook After, bool IsWrong)
{
    /// <summary>True when the page that follows can stand in the same strip.</summary>
    public bool Continues(PageStrip next) => First + Count == next.First && IsWrong == next.IsWrong
        && Before == next.Before && Allowed == next.Allowed && After == next.After;
}

/// <summary>A page in words; several, joined by "or", where the specification leaves a choice.</summary>
/// <param name="Protection">rw, r-, -w or --, or "not mapped".</param>
/// <param name="Attributes">Letters: L locked, D not dumped, M mergeable, X executable.</param>
/// <param name="Content">What it holds.</param>
public sealed record PageLook(string Protection, string Attributes, string Content);
