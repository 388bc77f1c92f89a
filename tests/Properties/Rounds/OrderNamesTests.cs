// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Xunit;
using static Pvmemcontrol.Properties.Rounds.Histories;

namespace Pvmemcontrol.Properties.Rounds;

/// <summary>Under which requirement a round is found that no order explains.</summary>
public sealed class OrderNamesTests
{
    private const int Page = Histories.Page;

    [Fact]
    [Trait("Requirement", "PVMC-DEV-072")]
    public void The_order_may_be_the_cause_where_a_request_reaches_the_page() => AssertFinds(
        ConcurrencyRequirements.SomeOrderExplains, EffectRequirements.OtherProtectionsStay,
        TwoRequests().Flags(Page, VmaFlags.Read));

    [Theory]
    [Trait("Requirement", "PVMC-DEV-045")]
    [InlineData(Page - 1)]
    [InlineData(Page + 1)]
    public void It_is_not_where_no_request_but_INFO_names_the_page(int page) => AssertFinds(
        EffectRequirements.OtherProtectionsStay, EffectRequirements.OtherProtectionsStay,
        TwoRequests(infoNames: page).Flags(page, VmaFlags.Read));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-067")]
    public void No_order_makes_a_page_executable_even_where_requests_reach_it() => AssertFinds(
        AttributeRequirements.NothingBecomesExecutable, AttributeRequirements.NothingBecomesExecutable,
        TwoRequests().Flags(Page, VmaFlags.ReadWrite | VmaFlags.Execute));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-021")]
    public void No_order_changes_a_byte_beside_the_buffers() => AssertFinds(
        RequestRequirements.NothingElseIsWritten, RequestRequirements.NothingElseIsWritten,
        TwoRequests().Bytes(RoundLayout.BufferOf(3), 0x5A));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-072")]
    public void A_reply_to_zeros_may_be_the_reply_to_another_request() => AssertFinds(
        ConcurrencyRequirements.SomeOrderExplains, RequestRequirements.NothingElseIsWritten, RepliedToZeros());

    [Fact]
    [Trait("Requirement", "PVMC-DEV-021")]
    public void Where_another_page_changed_too_the_request_was_destroyed()
    {
        var coverage = new Coverage();
        var finding = RepliedToZeros().Zeroed(Page).Judged(coverage);
        Assert.Equal(RequestRequirements.NothingElseIsWritten, finding?.Requirement);
        Assert.Null(finding?.Alone);
        Assert.Equal(1, coverage.Exercised(RequestRequirements.NothingElseIsWritten));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-072")]
    public void Any_other_wrong_reply_is_no_destroyed_request_whatever_else_changed()
    {
        var coverage = new Coverage();
        var finding = TwoRequests().Answered(0, 0, 1, 4, Garbage).Zeroed(Page + 1).Judged(coverage);
        Assert.Equal(ConcurrencyRequirements.SomeOrderExplains, finding?.Requirement);
        Assert.Equal(RequestRequirements.InfoIsTrue, finding?.Alone);
        Assert.Equal((0, 0), (finding?.Culprit?.Vcpu, finding?.Culprit?.Index));
        Assert.Equal(1, coverage.Exercised(ConcurrencyRequirements.SomeOrderExplains));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-072")]
    public void A_request_that_a_drop_overtook_must_be_either_answered_or_ignored() => AssertFinds(
        ConcurrencyRequirements.SomeOrderExplains, TransportRequirements.DroppedChannelsAreDead,
        new History([History.Info], [VcpuStep.Send(0)], [Reset])
            .Answered(0, 0, 1, 4, Garbage).With(1, 0, 2, 3, Ack));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-065")]
    public void A_page_that_the_VMM_locked_when_it_made_the_device_may_stay_locked()
    {
        var locked = TwoRequests().Flags(Page + 1, VmaFlags.ReadWrite | VmaFlags.Locked).Recording;
        Assert.Equal(AttributeRequirements.OtherAttributesStay, locked.Judge(new Coverage())?.Requirement);
        Assert.Null((locked with { VmasAtCreate = locked.End!.Vmas }).Judge(new Coverage()));
    }

    [Fact]
    public void A_round_without_its_handshake_shows_nothing()
    {
        var recording = TwoRequests().Zeroed(Page + 1).Recording;
        var record = new NotBegun((IRoundRecord)recording.FinalMemory!);
        var coverage = new Coverage();
        Assert.Null(new RoundJudge(RunnerSettings.Default.Host).Judge(record, coverage));
        Assert.Equal(0, coverage.Exercised(EffectRequirements.DeviceSurvives));
    }

    private static History TwoRequests(int infoNames = Page) => new History(
            [Discard(infoNames) with { FunctionCode = (ulong)FunctionCode.Info }, Discard(Page)],
            [VcpuStep.Send(0)], [VcpuStep.Send(1)])
        .Answered(0, 0, 1, 4, History.InfoReply).Answered(1, 0, 2, 3, default).Zeroed(Page);

    private static History RepliedToZeros() => new History(
            [Discard(Page) with { Address = 0x4000_0000 }], [VcpuStep.Send(0)])
        .Answered(0, 0, 1, 2, History.InfoReply);

    private static Request Discard(int page) =>
        new(FunctionCode.DontNeed, RoundLayout.AddressOf(page), PageGeometry.Size, 0x17);

    private static void AssertFinds(Requirement requirement, Requirement alone, History history)
    {
        var finding = history.Judged();
        Assert.Equal(requirement, finding?.Requirement);
        Assert.Equal(alone, finding?.Alone);
    }

    /// <summary>A record of a round whose handshake failed.</summary>
    private sealed class NotBegun(IRoundRecord record) : IRoundRecord
    {
        public Round Round => record.Round;

        public IReadOnlyList<TakenStep> Steps => record.Steps;

        public bool HasBegun => false;

        public ulong WorkingDrops => record.WorkingDrops;

        public uint MaxChannels => record.MaxChannels;

        public ulong SlowWord => record.SlowWord;

        public ulong ChangedBeside => record.ChangedBeside;

        public int PageCount => record.PageCount;

        public int StepCount => record.StepCount;

        public ReadOnlySpan<byte> Vmas => record.Vmas;

        public ReadOnlySpan<byte> VmasAtCreate => record.VmasAtCreate;

        public ReadOnlySpan<byte> Residency => record.Residency;

        public uint CommandOf(int slot) => record.CommandOf(slot);

        public ReadOnlySpan<byte> Page(int index) => record.Page(index);
    }
}
