// SPDX-License-Identifier: Apache-2.0

using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Xunit;

namespace Pvmemcontrol.Properties.Device;

/// <summary>The record of what guests changed against pages that are changed as a kernel changes them.</summary>
public sealed class PageRecordTests
{
    private static readonly GuestLayout Layout = TestRam.Layout;

    private static readonly FunctionCode[] Nameless =
    [
        FunctionCode.DontDump, FunctionCode.MLock, FunctionCode.MUnlock, FunctionCode.MProtectNone,
        FunctionCode.MProtectR, FunctionCode.MProtectW, FunctionCode.MProtectRW, FunctionCode.Mergeable,
        FunctionCode.Unmergeable,
    ];

    private static readonly Arbitrary<Call[]> Successes = CallsOf(Nameless, Gen.Constant(100)).ToArbitrary();
    private static readonly Arbitrary<Call[]> AnyCalls = CallsOf(
        [.. Nameless, FunctionCode.SetVmaAnonName],
        Gen.OneOf(Gen.Constant(100), Gen.Choose(0, 99))).ToArbitrary();

    private static readonly Arbitrary<Call> HalfDone =
        CallOf(Nameless, Gen.Choose(0, 99)).ToArbitrary();

    [Property(MaxTest = 1000)]
    public Property VMAs_and_locked_pages_are_counted_exactly_when_every_call_succeeds() =>
        Prop.ForAll(Successes, calls =>
        {
            var (record, pages) = Run(calls);
            return record.ExtraVmas == CountEdges(pages) && record.LockedPages == pages.Count(p => p.IsLocked);
        });

    [Property(MaxTest = 2000)]
    public Property What_one_call_that_fails_half_way_leaves_is_counted() =>
        Prop.ForAll(Successes, HalfDone, (calls, last) =>
        {
            var (record, pages) = Run([.. calls, last]);
            return record.ExtraVmas >= CountEdges(pages);
        });

    [Property(MaxTest = 2000)]
    public Property What_many_calls_that_fail_half_way_leave_is_undercounted_by_one_VMA_each_at_most() =>
        Prop.ForAll(AnyCalls, calls =>
    {
        var (record, pages) = Run(calls);
        return record.ExtraVmas + calls.Count(call => call.Percent < 100) >= CountEdges(pages)
            && record.LockedPages >= pages.Count(p => p.IsLocked)
            && Enumerable.Range(0, pages.Length).All(i =>
                pages[i].Protection == VmaFlags.ReadWrite || record.MayBeRevoked(i, i + 1));
    });

    [Property(MaxTest = 1000)]
    public Property A_call_splits_off_no_more_than_was_foretold() => Prop.ForAll(AnyCalls, calls =>
    {
        var record = new PageRecord(Layout);
        return calls.All(call =>
        {
            var before = record.ExtraVmas;
            var foretold = record.CountSplits(call.Change, call.First, call.End);
            var unlocked = record.CountUnlocked(call.First, call.End);
            record.Succeeded(call.Change, call.First, call.End);
            return record.ExtraVmas <= before + foretold
                && (call.Function != FunctionCode.MLock || record.CountUnlocked(call.First, call.End) == 0)
                && unlocked >= 0;
        });
    });

    [Property(MaxTest = 500)]
    public Property Calls_that_undo_everything_and_succeed_leave_nothing() =>
        Prop.ForAll(AnyCalls, calls =>
        {
            var (record, _) = Run(calls);
            for (var region = 0; region < Layout.Regions.Length; region++)
            {
                var end = Layout.FirstPage(region) + Layout.Regions[region].Pages;
                foreach (var about in new[]
                {
                    PageMarks.Revoked, PageMarks.Locked, PageMarks.DontDump, PageMarks.Mergeable, PageMarks.Named,
                })
                {
                    record.Succeeded(new PageChange(about, PageMarks.None), Layout.FirstPage(region), end);
                }
            }

            return record is { ExtraVmas: 0, LockedPages: 0 } && !record.MayBeRevoked(0, Layout.PageCount);
        });

    [Fact]
    public void Huge_pages_are_split_at_huge_pages_and_stay_split()
    {
        const int huge = Backings.PagesInHugePage;
        var record = new PageRecord(new GuestLayout(new Region(0, 4 * huge, Backing.HugePrivate)));
        var change = PageChange.Of(FunctionCode.MProtectNone, 0);
        record.Failed(change, 5, 9);
        Assert.Equal(0, record.ExtraVmas);
        record.Succeeded(change, huge, 2 * huge);
        Assert.Equal(2, record.ExtraVmas);
        record.Succeeded(PageChange.Of(FunctionCode.MProtectRW, 0), 0, 4 * huge);
        Assert.Equal(2, record.ExtraVmas);
        Assert.False(record.MayBeRevoked(0, 4 * huge));
        Assert.Equal(0, record.CountSplits(change, huge, 2 * huge));
    }

    private static Gen<Call[]> CallsOf(FunctionCode[] functions, Gen<int> done) => CallOf(functions, done).ArrayOf();

    private static Gen<Call> CallOf(FunctionCode[] functions, Gen<int> done) =>
        from function in Gen.Elements(functions)
        from arg in Gen.Choose(0, 2)
        from region in Gen.Choose(0, Layout.Regions.Length - 1)
        from first in Gen.Choose(0, Layout.Regions[region].Pages - 1)
        from count in Gen.Choose(1, Layout.Regions[region].Pages - first)
        from percent in done
        let start = Layout.FirstPage(region) + first
        select new Call(function, (ulong)arg, start, start + count, percent);

    private static (PageRecord Record, Page[] Pages) Run(Call[] calls)
    {
        var record = new PageRecord(Layout);
        var pages = Enumerable.Repeat(new Page(VmaFlags.ReadWrite, 0), Layout.PageCount).ToArray();
        foreach (var call in calls)
        {
            if (call.Percent == 100)
            {
                record.Succeeded(call.Change, call.First, call.End);
            }
            else
            {
                record.Failed(call.Change, call.First, call.End);
            }

            var stop = call.First + ((call.End - call.First) * call.Percent / 99);
            for (var page = call.First; page < Math.Min(stop, call.End); page++)
            {
                pages[page] = pages[page].After(call);
            }
        }

        return (record, pages);
    }

    private static int CountEdges(Page[] pages) => Enumerable.Range(1, pages.Length - 1)
        .Count(i => Layout.RegionOfPage(i) == Layout.RegionOfPage(i - 1) && pages[i] != pages[i - 1]);

    private sealed record Call(FunctionCode Function, ulong Arg, int First, int End, int Percent)
    {
        internal PageChange Change => PageChange.Of(Function, Arg);
    }

    /// <summary>A page as the kernel has it.</summary>
    private readonly record struct Page(VmaFlags Flags, ulong Name)
    {
        internal bool IsLocked => (Flags & VmaFlags.Locked) != 0;

        internal VmaFlags Protection => Flags & VmaFlags.ReadWrite;

        internal Page After(Call call) => call.Function == FunctionCode.SetVmaAnonName
            ? this with { Name = call.Arg }
            : this with { Flags = (Flags & ~VmaEffects.Changes(call.Function)) | VmaEffects.Sets(call.Function) };
    }
}
