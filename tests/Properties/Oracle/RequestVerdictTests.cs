// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Xunit;
using static Pvmemcontrol.Properties.Oracle.Verdicts;

namespace Pvmemcontrol.Properties.Oracle;

/// <summary>Verdicts on replies, on runs written by hand.</summary>
public sealed class RequestVerdictTests
{
    private const int Page = 3;
    private const int SharedPage = 14;
    private static readonly ulong Address = WrittenRun.Layout.AddressOfPage(Page);
    private static readonly Request Discard = new(FunctionCode.DontNeed, Address, PageGeometry.Size, 1);
    private static readonly Reply Refused = Failed(Errno.EINVAL);

    private static WrittenRun Ready => new WrittenRun().Handshake();

    public static TheoryData<string> Wrong { get; } = [.. WrongReplies.Keys];

    private static Dictionary<string, (Request Request, Reply Reply, string Requirement)> WrongReplies => new()
    {
        ["page size"] = (new(FunctionCode.Info, 0, 0), WrittenRun.InfoReply with { Value = 4095 }, "PVMC-DEV-022"),
        ["INFO fails"] = (new(FunctionCode.Info, 0, 0), Refused, "PVMC-DEV-022"),
        ["major version"] = (new(FunctionCode.Info, 0, 0), WrittenRun.InfoReply with { Arg0 = 2 }, "PVMC-DEV-035"),
        ["larger page"] = (new(FunctionCode.Info, 0, 0), WrittenRun.InfoReply with { Value = 8192 }, "PVMC-DEV-036"),
        ["unknown function"] = (new(99, Address, PageGeometry.Size, 1), default, "PVMC-DEV-024"),
        ["unknown function's errno"] = (new(99, Address, PageGeometry.Size, 1), Refused, "PVMC-DEV-025"),
        ["outside"] = (Discard with { Address = 0x4000_0000 }, default, "PVMC-DEV-026"),
        ["wraps"] = (Discard with { Length = ulong.MaxValue - 4095 }, default, "PVMC-DEV-026"),
        ["misaligned discard"] = (Discard with { Length = 100 }, default, "PVMC-DEV-028"),
        ["misaligned lock"] = (new(FunctionCode.MLock, Address, 100, 1), default, "PVMC-DEV-029"),
        ["empty"] = (Discard with { Length = 0 }, Failed(Errno.EFAULT), "PVMC-DEV-030"),
        ["negative errno"] = (Discard, new Reply(unchecked((uint)-22), 1, 0, 0, 0), "PVMC-DEV-031"),
        ["code of a success"] = (Discard, new Reply(0, 1, 0, 0, 0), "PVMC-DEV-031"),
        ["unused field"] = (Discard, new Reply(0, 0, 1, 0, 0), "PVMC-DEV-032"),
        ["unused argument"] = (Discard, new Reply(0, 0, 0, 0, 1), "PVMC-DEV-032"),
        ["not performed"] = (Discard, Failed(Errno.EOPNOTSUPP) with { Errno = (uint)Errno.ENOTTY }, "PVMC-DEV-034"),
        ["code of a failure"] = (Discard, Failed(Errno.EAGAIN) with { Code = 0 }, "PVMC-DEV-038"),
        ["bad address of a name"] = (new(FunctionCode.SetVmaAnonName, Address, PageGeometry.Size, 1),
            Failed(Errno.EFAULT), "PVMC-DEV-037"),
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_reply_is_named_after_what_is_wrong(string name)
    {
        var (request, reply, requirement) = WrongReplies[name];
        Assert.Contains(requirement, Ready.Asks(request, reply).Judged().Findings.Select(f => $"{f.Requirement.Id}"));
    }

    [Theory]
    [Trait("Requirement", "PVMC-DEV-034")]
    [InlineData(Errno.EAGAIN)]
    [InlineData(Errno.ENOMEM)]
    [InlineData(Errno.EPERM)]
    [InlineData(Errno.EACCES)]
    [InlineData(Errno.EOPNOTSUPP)]
    public void A_request_may_fail_for_want_of_something(Errno errno) =>
        AssertConforms(Ready.Asks(Discard, Failed(errno)));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-034")]
    public void What_was_offered_is_not_refused_later_nor_the_other_way_round()
    {
        AssertDeviates(RequestRequirements.ValidRequestsArePerformed,
            Ready.Asks(Discard, default).Asks(Discard, Failed(Errno.EOPNOTSUPP)));
        AssertDeviates(RequestRequirements.ValidRequestsArePerformed,
            Ready.Asks(Discard, Failed(Errno.EOPNOTSUPP)).Asks(Discard, default));
        AssertConforms(Ready.Asks(Discard, Failed(Errno.EOPNOTSUPP))
            .Asks(FunctionCode.DontNeed, SharedPage));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-023")]
    public void INFO_says_the_same_again()
    {
        var info = new Request(FunctionCode.Info, 0, 0);
        AssertConforms(Ready.Asks(info, WrittenRun.InfoReply with { Arg1 = 3 })
            .Asks(info, WrittenRun.InfoReply with { Arg1 = 3 }));
        AssertDeviates(RequestRequirements.InfoIsConstant,
            Ready.Asks(info, WrittenRun.InfoReply).Asks(info, WrittenRun.InfoReply with { Arg1 = 3 }));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-020")]
    public void A_buffer_that_holds_the_request_was_not_answered()
    {
        AssertNamed(RequestRequirements.EveryRequestIsAnswered, Ready.IsNotAnswered(Discard));
        AssertNamed(RequestRequirements.EveryRequestIsAnswered,
            Ready.IsNotAnswered(new Request(FunctionCode.Info, 0x11, 0x13, 0x15)));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-033")]
    public void By_the_profile_linux_the_errno_is_that_of_the_call()
    {
        var run = Ready.Asks(Discard, Failed(Errno.EINVAL));
        Assert.Empty(Ready.Asks(Discard, Failed(Errno.EPERM)).Judged().Findings);
        Assert.Contains(RequestRequirements.ReplyIsTheCalls,
            run.Judged(Profile.Linux).Findings.Select(f => f.Requirement));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-033")]
    public void What_only_Linux_forbids_is_a_deviation()
    {
        var run = Ready.Stores(WrittenRun.Layout.AddressOfPage(SharedPage), 1)
            .Asks(FunctionCode.DontNeed, SharedPage).Zeroed(SharedPage);
        AssertConforms(run);
        Assert.Null(run.Judged(Profile.Linux).Violation);
        Assert.Equal(RequestRequirements.ReplyIsTheCalls,
            Assert.Single(run.Judged(Profile.Linux).Deviations).Requirement);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-046")]
    public void A_request_over_the_buffer_itself_is_refused_and_kills_nobody()
    {
        var protect = new Request(FunctionCode.MProtectNone, WrittenRun.Buffer, PageGeometry.Size, 1);
        AssertConforms(Ready.Asks(protect, Refused));
        Assert.Equal(EffectRequirements.LiveBufferSurvivesProtection,
            Ready.Asks(protect, Refused).Died(RunPhase.InDevice, 3).Requirement);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-027")]
    public void A_range_over_two_regions_is_handled_as_a_whole()
    {
        var seam = WrittenRun.Layout.Regions[2].Start;
        var both = new Request(FunctionCode.Remove, seam - PageGeometry.Size, 2 * PageGeometry.Size, 1);
        var second = WrittenRun.Layout.FirstPage(2);
        var first = second - 1;
        WrittenRun Filled() => Ready.Stores(seam - PageGeometry.Size, 1).Stores(seam, 1);
        AssertConforms(Filled().Asks(both, default).Zeroed(first).Zeroed(second));
        AssertConforms(Filled().Asks(both, Refused));
        AssertNamed(RequestRequirements.SpanningRangeIsWhole, Filled().Asks(both, default).Zeroed(first));
        AssertNamed(RequestRequirements.SpanningRangeIsWhole, Filled().Asks(both, Refused).Zeroed(second));
        AssertConforms(Filled().Asks(both, Failed(Errno.ENOMEM)).Zeroed(first));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-044")]
    public void A_failure_leaves_each_page_old_or_new()
    {
        WrittenRun Failing() => Ready.Stores(Address, 1).Stores(Address + PageGeometry.Size, 1)
            .Asks(FunctionCode.DontNeed, Page, Failed(Errno.ENOMEM), pages: 2);
        AssertConforms(Failing());
        AssertConforms(Failing().Zeroed(Page));
        AssertNamed(EffectRequirements.FailureLeavesOldOrNew, Failing().Holds(Address, [2]));
        AssertNamed(EffectRequirements.FailureLeavesOldOrNew, Ready
            .Asks(FunctionCode.MProtectR, Page, Failed(Errno.ENOMEM)).Flags(Page, VmaFlags.None));
        AssertConforms(Ready.Asks(FunctionCode.MProtectR, Page, Failed(Errno.ENOMEM)).Flags(Page, VmaFlags.Read));
        AssertConforms(Ready.Asks(FunctionCode.MLock, Page, Failed(Errno.ENOMEM))
            .Flags(Page, VmaFlags.ReadWrite | VmaFlags.Locked));
    }

    private static Reply Failed(Errno errno) => new((uint)errno, 1, 0, 0, 0);
}
