// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Oracle;

/// <summary>Compares every byte, protection and attribute of guest RAM at the end of a scenario.</summary>
internal static class FinalMemory
{
    /// <summary>The flags of a VMA that are compared, each for its own reason.</summary>
    private static readonly VmaFlags[] Flags =
        [VmaFlags.ReadWrite, VmaFlags.Locked, VmaFlags.DontDump, VmaFlags.Mergeable];

    /// <summary>None of the device's, if it has a mapping of its own.</summary>
    private static VmaFlags[] FlagsOf(HostMapping host) => host.Capabilities.IsOtherProcess ? [] : Flags;

    /// <summary>
    /// What can be held against the memory, if it is known there which pages are resident. What is given back is gone
    /// from every mapping; what a device in another process has brought in is in its own.
    /// </summary>
    private static Presence? PresenceOf(HostMapping host, in Page page, IFinalMemory memory) =>
        memory.Residency.IsEmpty || (host.Capabilities.IsOtherProcess && page.Presence is { IsResident: true })
            ? null
            : page.Presence;

    /// <summary>The violation or deviation, or null when some state explains everything.</summary>
    internal static Finding? Check(IReadOnlyList<SpecState> states, IFinalMemory memory, Coverage coverage) =>
        Find(states, memory, coverage)?.Finding;

    /// <summary>The same, with the index of the page that shows it.</summary>
    internal static (Finding Finding, int Page)? Find(
        IReadOnlyList<SpecState> states, IFinalMemory memory, Coverage coverage)
    {
        if (CheckOthers(states[0].Host, memory, coverage) is { } others)
        {
            return others;
        }

        (Finding, int)? first = null;
        foreach (var state in states)
        {
            var counted = new Coverage();
            var finding = Find(state.Host, memory, counted);
            if (finding is null)
            {
                coverage.Add(counted);
                return null;
            }

            first ??= finding;
        }

        return first;
    }

    /// <summary>What others see is checked first: it may be why the guest sees something else.</summary>
    private static (Finding Finding, int Page)? CheckOthers(HostMapping host, IFinalMemory memory, Coverage coverage)
    {
        if (memory.Others is { } others)
        {
            coverage.Exercise(AttributeRequirements.OthersSeeTheSame);
            var address = host.Layout.AddressOfPage(others.Page) + (ulong)others.Offset;
            var isFile = host.Layout.BackingOfPage(others.Page) == Backing.PrivateFile;
            var finding = new Finding(AttributeRequirements.OthersSeeTheSame, memory.StepCount,
                $"page {others.Page}, at 0x{address:x}, as others see {(isFile ? "the file" : "the shared memory")}: "
                + Describe(BitConverter.GetBytes(others.Seen)),
                $"{Describe(BitConverter.GetBytes(others.Expected))}, as {(isFile ? "before" : "the guest sees it")}");
            return (finding, others.Page);
        }

        if (host.IsBehindDevice
            && host.Layout.Regions.Any(r => r.Backing is Backing.PrivateFile or Backing.SharedMemory))
        {
            coverage.Exercise(AttributeRequirements.OthersSeeTheSame);
        }

        return null;
    }

    /// <summary>The observed and the allowed bytes, at the first that matches no image.</summary>
    internal static (string Observed, string Allowed) DescribeBytes(HostMapping host, int page, int offset,
        ReadOnlySpan<byte> observed)
    {
        var images = host.Pages[page].Content.Images;

        // Whole words read better than single bytes.
        var start = Math.Max(host.Pages[page].Content.FirstDifference(offset, observed) & ~7, offset);
        var word = observed.Slice(start - offset, Math.Min(8, observed.Length - (start - offset)));
        var allowed = images.Select(i => Describe(i.Bytes.Slice(start, 8))).Distinct();
        return ($"page {page}, at 0x{host.Layout.AddressOfPage(page) + (ulong)start:x}: {Describe(word)}",
            string.Join(" or ", allowed));
    }

    private static string Describe(ReadOnlySpan<byte> word)
    {
        var bytes = Convert.ToHexStringLower(word);

        // A word of a fill begins with its number in the page, from 1: any other word was partly overwritten.
        return word switch
        {
            _ when !word.ContainsAnyExcept((byte)0) => "zeros",
            [0, 0, ..] or not [.., PageImage.FillMark] => $"bytes {bytes}",
            [_, _, _, _, _, PageImage.FileTag, _, _] => $"the file ({bytes})",
            _ => $"the guest's fill ({bytes})",
        };
    }

    /// <summary>The first violation, or else the first deviation.</summary>
    private static (Finding Finding, int Page)? Find(HostMapping host, IFinalMemory memory, Coverage coverage)
    {
        (Finding, int)? deviation = null;
        if (host.IsBehindDevice && !host.Capabilities.IsOtherProcess)
        {
            coverage.Exercise(AttributeRequirements.NothingBecomesExecutable);
        }

        var isClean = false;
        for (var i = 0; i < memory.PageCount; i++)
        {
            // Of large guest RAM most pages are like the page before: nothing more is to be found.
            if (isClean && IsLikeTheOneBefore(host, i, memory))
            {
                continue;
            }

            isClean = true;
            foreach (var finding in CheckPage(host, i, memory))
            {
                isClean = false;
                if (finding.Requirement.MakesViolation)
                {
                    return (finding, i);
                }

                deviation ??= (finding, i);
            }

            // A page with the same reasons as the page before it exercises nothing more.
            if (i == 0 || !SameReasons(host.Pages[i - 1], host.Pages[i]))
            {
                Count(host, host.Pages[i], memory, coverage);
            }
        }

        return deviation;
    }

    /// <summary>
    /// True when the same is allowed for a page and the page before, and the same was seen: also their bytes, which for
    /// pages that are as fresh are the same object.
    /// </summary>
    private static bool IsLikeTheOneBefore(HostMapping host, int index, IFinalMemory memory) =>
        host.Pages[index].IsSameAs(host.Pages[index - 1])
        && IsSame(memory.Vmas, index) && IsSame(memory.VmasAtCreate, index) && IsSame(memory.Residency, index)
        && memory.Page(index) == memory.Page(index - 1);

    private static bool IsSame(ReadOnlySpan<byte> values, int index) =>
        index >= values.Length || values[index] == values[index - 1];

    private static bool SameReasons(in Page one, in Page other) =>
        one.Content.Origin == other.Content.Origin && one.ProtectedBy == other.ProtectedBy
        && one.AttributedBy == other.AttributedBy && one.Presence == other.Presence;

    private static void Count(HostMapping host, in Page page, IFinalMemory memory, Coverage coverage)
    {
        foreach (var flags in FlagsOf(host))
        {
            coverage.Exercise(page.ReasonFor(flags));
        }

        coverage.Exercise(page.Content.Origin);
        if (PresenceOf(host, page, memory) is { } presence)
        {
            coverage.Exercise(presence.Reason);
        }
    }

    /// <summary>A page that became executable, or null.</summary>
    /// <param name="memory">Guest RAM.</param>
    /// <param name="index">Of the page.</param>
    /// <param name="address">Its guest physical address.</param>
    /// <param name="step">The number of steps before.</param>
    internal static Finding? FindExecutable(IFinalMemory memory, int index, ulong address, int step) =>
        IsExecutable(memory.Vmas, index) && !IsExecutable(memory.VmasAtCreate, index)
            ? new Finding(AttributeRequirements.NothingBecomesExecutable, step,
                $"the page at 0x{address:x} is {VmaSet.Describe((VmaFlags)memory.Vmas[index])}",
                "not executable, as when the device was created")
            : null;

    private static bool IsExecutable(ReadOnlySpan<byte> vmas, int index) => index < vmas.Length
        && vmas[index] != VmaTable.Unmapped && ((VmaFlags)vmas[index]).HasFlag(VmaFlags.Execute);

    private static IEnumerable<Finding> CheckPage(HostMapping host, int index, IFinalMemory memory)
    {
        if (host.IsBehindDevice && !host.Capabilities.IsOtherProcess
            && FindExecutable(memory, index, host.Layout.AddressOfPage(index), memory.StepCount) is { } executable)
        {
            yield return executable;
        }

        foreach (var flags in FlagsOf(host))
        {
            if (CheckFlags(host, index, memory, flags) is { } finding)
            {
                yield return finding;
            }
        }

        if (PresenceOf(host, host.Pages[index], memory) is { } presence
            && presence.IsResident != (memory.Residency[index] == ResidencyTable.Resident))
        {
            yield return new Finding(presence.Reason, memory.StepCount,
                $"page {index} (0x{host.Layout.AddressOfPage(index):x}) is {Word(!presence.IsResident)}",
                Word(presence.IsResident));
        }

        var content = host.Pages[index].Content;
        var left = content.Read(0, memory.Page(index), out var deviatesFrom);
        if (left is null || deviatesFrom is not null)
        {
            var (observed, allowed) = DescribeBytes(host, index, 0, memory.Page(index));
            var reason = content.ReasonAgainst(0, memory.Page(index));
            yield return new Finding(deviatesFrom ?? reason, memory.StepCount, observed, allowed);
        }
    }

    private static string Word(bool isResident) => isResident ? "resident" : "not resident";

    /// <summary>Compares some of the flags of a page's VMA.</summary>
    private static Finding? CheckFlags(HostMapping host, int index, IFinalMemory memory, VmaFlags mask)
    {
        var page = host.Pages[index];
        var seen = memory.Vmas[index];
        if (seen != VmaTable.Unmapped && !page.Vma.Having(mask, (VmaFlags)seen & mask).IsEmpty)
        {
            return null;
        }

        // What else differs is another finding, and not the same without a request that changes it.
        var what = seen == VmaTable.Unmapped
            ? "not mapped"
            : VmaSet.Describe((VmaFlags)seen & (VmaFlags.ReadWrite | mask));
        return new Finding(page.ReasonFor(mask), memory.StepCount,
            $"page {index} (0x{host.Layout.AddressOfPage(index):x}) is {what}", page.Vma.ToString());
    }
}
