// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Xunit;
using static Pvmemcontrol.Properties.Oracle.Verdicts;

namespace Pvmemcontrol.Properties.Oracle;

/// <summary>Which page and which requirement guest RAM in the end is said to violate.</summary>
public sealed class FinalMemoryVerdictTests
{
    private const int SharedPage = 14;
    private const int FilePage = 29;
    private const VmaFlags Executable = VmaFlags.ReadWrite | VmaFlags.Execute;

    /// <summary>Not beside the buffer: there the reply may bring a page back.</summary>
    private const int Page = 24;

    private static readonly ulong Address = WrittenRun.Layout.AddressOfPage(Page);
    private static readonly HostCapabilities OtherProcess = HostCapabilities.Typical with { IsOtherProcess = true };

    private static WrittenRun Ready => new WrittenRun().Handshake();

    [Fact]
    [Trait("Requirement", "PVMC-DEV-066")]
    public void A_violation_comes_before_a_deviation_of_an_earlier_page() =>
        AssertFound(EffectRequirements.OtherProtectionsStay, Page + 2,
            Ready.Asks(FunctionCode.DontNeed, Page).Absent().Flags(Page + 2, VmaFlags.Read));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-066")]
    public void Of_deviations_the_first_page_is_named() => AssertFound(AttributeRequirements.DiscardGivesBack, Page,
        Ready.Asks(FunctionCode.DontNeed, Page, pages: 2).Absent());

    [Fact]
    [Trait("Requirement", "PVMC-DEV-045")]
    public void Of_violations_too() => AssertFound(EffectRequirements.OtherProtectionsStay, Page,
        Ready.Flags(Page, VmaFlags.Read).Flags(Page + 1, VmaFlags.None));

    [Fact]
    public void Where_no_state_explains_memory_the_likeliest_is_what_it_should_be()
    {
        var fresh = HostMapping.Fresh(WrittenRun.Layout, HostCapabilities.Typical, UntouchedRules.BehindDevice);
        var isProtected = fresh.Change(fresh.Layout.Place(Address, PageGeometry.Size), (_, page) => page with
        {
            Vma = VmaSet.Only(VmaFlags.None),
            ProtectedBy = EffectRequirements.ProtectionIsInForce,
        });
        SpecState[] states = [StateOf(fresh), StateOf(isProtected)];
        Assert.Equal(EffectRequirements.OtherProtectionsStay,
            Find(states, new WrittenRun().Flags(Page, VmaFlags.Read))?.Finding.Requirement);
        Assert.Null(Find(states, new WrittenRun().Flags(Page, VmaFlags.None)));
    }

    [Theory]
    [Trait("Requirement", "PVMC-DEV-068")]
    [InlineData(SharedPage, "the guest sees it")]
    [InlineData(FilePage, "before")]
    public void What_others_see_is_named_before_what_the_guest_sees(int page, string allowed)
    {
        var coverage = new Coverage();
        var others = new WrittenRun { Others = new OthersView(page, 8, Seen: 1, Expected: 2) }.Handshake().Zeroed(Page);
        var found = Find(others.Flags(Page, VmaFlags.Read), coverage);
        Assert.Equal(AttributeRequirements.OthersSeeTheSame, found?.Finding.Requirement);
        Assert.Equal(page, found?.Page);
        Assert.Contains($"0x{WrittenRun.Layout.AddressOfPage(page) + 8:x}", found?.Finding.Observed,
            StringComparison.Ordinal);
        Assert.EndsWith(allowed, found?.Finding.Allowed, StringComparison.Ordinal);
        Assert.Equal(1, coverage.Exercised(AttributeRequirements.OthersSeeTheSame));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-067")]
    public void The_first_page_must_not_become_executable_either() =>
        AssertFound(AttributeRequirements.NothingBecomesExecutable, 0, Ready.Flags(0, Executable));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-067")]
    public void A_mapping_that_no_device_calls_on_may_be_executable()
    {
        AssertConforms(new WrittenRun { Host = OtherProcess }.Handshake().Flags(Page, Executable));
        Assert.Empty(new WrittenRun().Flags(Page, Executable).Judged(Profile.Linux, isBareKernel: true).Findings);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-060")]
    public void What_another_process_locks_need_not_be_in_this_ones_mapping() =>
        AssertConforms(new WrittenRun { Host = OtherProcess }.Handshake().Asks(FunctionCode.MLock, Page).Absent(Page));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-066")]
    public void What_another_process_gives_back_is_gone_from_this_ones_mapping_too() =>
        AssertFound(AttributeRequirements.DiscardGivesBack, Page,
            new WrittenRun { Host = OtherProcess }.Handshake().Asks(FunctionCode.DontNeed, Page).Absent());

    [Fact]
    [Trait("Requirement", "PVMC-DEV-033")]
    public void Content_that_only_Linux_forbids_is_named_after_Linux()
    {
        var run = Ready.Stores(WrittenRun.Layout.AddressOfPage(SharedPage), 1)
            .Asks(FunctionCode.DontNeed, SharedPage).Zeroed(SharedPage);
        Assert.Equal(RequestRequirements.ReplyIsTheCalls,
            Find(run.Walked(Profile.Linux).States, run)?.Finding.Requirement);
    }

    [Fact]
    public void The_address_named_is_that_of_the_first_word_that_differs()
    {
        var host = HostMapping.Fresh(WrittenRun.Layout, HostCapabilities.Typical, UntouchedRules.BehindDevice);
        var seen = new byte[PageGeometry.Size];
        seen[21] = 1;
        Assert.Contains($"0x{Address + 16:x}",
            FinalMemory.DescribeBytes(host, Page, 0, seen).Observed, StringComparison.Ordinal);
        Assert.Contains($"0x{Address + 20:x}",
            FinalMemory.DescribeBytes(host, Page, 20, seen.AsSpan(20, 8)).Observed, StringComparison.Ordinal);
    }

    private static SpecState StateOf(HostMapping host) => new(Transport.Initial, host, default);

    private static (Finding Finding, int Page)? Find(WrittenRun run, Coverage coverage) =>
        FinalMemory.Find(run.Walked().States, run.Recording, coverage);

    private static (Finding Finding, int Page)? Find(IReadOnlyList<SpecState> states, WrittenRun run) =>
        FinalMemory.Find(states, run.Recording, new Coverage());

    private static void AssertFound(Requirement requirement, int page, WrittenRun run)
    {
        var found = Find(run, new Coverage());
        Assert.Equal(requirement, found?.Finding.Requirement);
        Assert.Equal(page, found?.Page);
    }
}
