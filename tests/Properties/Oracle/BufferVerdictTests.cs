// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Xunit;
using static Pvmemcontrol.Properties.Oracle.Verdicts;

namespace Pvmemcontrol.Properties.Oracle;

/// <summary>Verdicts on where a request lies, and whether its reply can be judged, on runs written by hand.</summary>
public sealed class BufferVerdictTests
{
    private const int Page = 5;
    private const int PageOfBuffer = 0;
    private static readonly ulong Buffer = WrittenRun.Buffer;
    private static readonly ulong Address = WrittenRun.Layout.AddressOfPage(Page);
    private static readonly Request Info = new(FunctionCode.Info, 0x11, 0x13, 0x15);
    private static readonly Request Discard = new(FunctionCode.DontNeed, Address, PageGeometry.Size, 1);
    private static readonly Request Revoke = new(FunctionCode.MProtectNone, Buffer, PageGeometry.Size, 1);
    private static readonly Reply NoMemory = Failed(Errno.ENOMEM);

    private static WrittenRun Registering => new WrittenRun().Commands(TransportCommand.Reset);

    private static WrittenRun Ready => new WrittenRun().Handshake();

    [Theory]
    [Trait("Requirement", "PVMC-DEV-020")]
    [InlineData(0x1_0000_5000)]
    [InlineData(0x1_0000_1FF0)]
    [InlineData(0x1_0002_7FE0)]
    public void A_buffer_may_lie_anywhere_in_guest_RAM_also_across_two_pages_and_at_its_end(ulong buffer)
    {
        AssertConforms(At(buffer, Bytes(WrittenRun.InfoReply)));
        AssertNamed(RequestRequirements.EveryRequestIsAnswered, At(buffer, Bytes(Info)));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-020")]
    public void Nothing_is_required_of_a_buffer_that_may_be_revoked() =>
        AssertConforms(Ready.Asks(FunctionCode.MProtectRW, PageOfBuffer, NoMemory).IsNotAnswered(Info));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-003")]
    public void One_on_a_page_that_may_be_revoked_need_not_be_registered() =>
        AssertConforms(Ready.Asks(FunctionCode.MProtectRW, Page, NoMemory).Commands(TransportCommand.Reset)
            .Registers(0, Address, 0, TransportCommand.Error));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-046")]
    public void A_device_that_copes_with_a_buffer_that_may_be_revoked_exercises_that()
    {
        Assert.Equal(Coped(Revoked()) + 1, Coped(Revoked().Does(new Step.Resend(0))));
        Assert.Equal(0, Coped(Ready.Does(new Step.Resend(0))));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-046")]
    public void One_that_dies_of_it_is_named_after_the_live_buffer_only_where_that_may_be_the_cause()
    {
        AssertDied(EffectRequirements.LiveBufferSurvivesProtection, Revoked().Does(new Step.Resend(0)));
        AssertDied(EffectRequirements.DeviceSurvives, Ready.Does(new Step.Resend(0)));
        AssertDied(EffectRequirements.DeviceSurvives,
            Ready.Does(new Step.Send(0, Info)).Does(new Step.Send(0, Revoke)));
        Assert.Equal(EffectRequirements.DeviceSurvives,
            Ready.Does(new Step.Send(0, Revoke)).Died(RunPhase.Idle, 3).Requirement);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-044")]
    public void A_request_that_a_failed_discard_may_have_zeroed_is_not_judged()
    {
        WrittenRun Filled() => Registering.Registers(0, Buffer, WrittenRun.Channel)
            .Registers(1, Address, WrittenRun.Channel + 1).Commands(TransportCommand.Ready)
            .Stores(Address + 8, Info.Address).Stores(Address + 16, Info.Length).Stores(Address + 24, Info.Arg);
        var seen = Observation.OfBuffer(Bytes(Info));
        AssertNamed(RequestRequirements.EveryRequestIsAnswered, Filled().Does(new Step.Resend(1), seen));
        AssertConforms(Filled().Asks(Discard, NoMemory).Does(new Step.Resend(1), seen));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-004")]
    public void The_number_of_another_channel_runs_that_ones_request() =>
        AssertConforms(Registering.Registers(0, Buffer, WrittenRun.Channel)
            .Registers(0, Buffer + 4, 0, TransportCommand.Error).Commands(TransportCommand.Reset)
            .Registers(1, Buffer, WrittenRun.Channel).Commands(TransportCommand.Ready)
            .Does(new Step.Send(0, Info), Observation.OfBuffer(Bytes(Info))));

    [Fact]
    public void What_a_request_did_whose_reply_nobody_read_is_open() =>
        AssertConforms(Ready.Does(new Step.Send(0, Info)).Holds(Buffer, [7]));

    [Fact]
    public void After_a_channel_command_that_is_ignored_the_run_is_judged_further() =>
        AssertNamed(TransportRequirements.ResetIsAcknowledged, Ready.Commands(TransportCommand.Reset)
            .IsNotAnswered(Info).Commands(TransportCommand.Reset, TransportCommand.Error));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-045")]
    public void A_reply_that_cannot_be_read_is_a_protection_that_changed() =>
        AssertNamed(EffectRequirements.OtherProtectionsStay,
            Ready.Does(new Step.Send(0, Info), new Observation(ObservationKind.ReplyFault)));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-046")]
    public void Where_the_request_was_to_revoke_it_nothing_more_can_be_said() =>
        AssertConforms(Ready.Does(new Step.Send(0, Revoke), new Observation(ObservationKind.ReplyFault))
            .Commands(TransportCommand.Reset, TransportCommand.Error));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-026")]
    public void A_wrong_reply_to_what_was_in_the_buffer_is_named_after_what_is_wrong() =>
        AssertNamed(RequestRequirements.BadRangeIsRefused, Ready.Stores(Buffer, (ulong)FunctionCode.DontNeed)
            .Stores(Buffer + 8, 0x4000_0000).Stores(Buffer + 16, PageGeometry.Size)
            .Does(new Step.Resend(0), Observation.OfBuffer(Bytes(default(Reply)))));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-020")]
    public void A_request_that_reads_as_its_own_reply_was_answered_unless_it_has_words_that_a_reply_clears()
    {
        var silent = new Request((ulong)Errno.EOPNOTSUPP, 0, 0, 0);
        AssertDeviates(RequestRequirements.FailureHasACode, Ready.IsNotAnswered(silent));
        AssertNamed(RequestRequirements.EveryRequestIsAnswered, Ready.IsNotAnswered(silent with { Address = 1 }));
        AssertNamed(RequestRequirements.EveryRequestIsAnswered, Ready.IsNotAnswered(silent with { Arg = 1 }));
        AssertDeviates(RequestRequirements.UnusedReplyFieldsAreZero, Ready
            .Stores(Buffer, Discard.FunctionCode).Stores(Buffer + 8, Discard.Address)
            .Stores(Buffer + 16, Discard.Length).Stores(Buffer + 24, Discard.Arg)
            .Does(new Step.Resend(0), Observation.OfBuffer(Bytes(Discard))));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-031")]
    public void A_number_that_is_no_error_number_is_wrong_whatever_the_request() =>
        AssertNamed(RequestRequirements.ReplyTellsSuccess,
            Ready.Asks(new Request(99, 0, 0, 0), new Reply(unchecked((uint)-22), 1, 0, 0, 0)));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-031")]
    public void Where_such_numbers_are_known_the_rest_of_the_reply_and_of_the_run_is_judged()
    {
        var oracle = new ScenarioOracle(Profile.Abi, new Coverage(),
            setAside: ImmutableHashSet.Create(RequestRequirements.ReplyTellsSuccess));
        WrittenRun Wrong(ulong value) => Ready.Asks(Discard, new Reply(unchecked((uint)-22), 1, value, 0, 0));
        Assert.Empty(oracle.Judge(Wrong(0).Recording).Findings);
        Assert.Equal(RequestRequirements.UnusedReplyFieldsAreZero,
            Assert.Single(oracle.Judge(Wrong(1).Recording).Findings).Requirement);
        Assert.Equal(RequestRequirements.EveryRequestIsAnswered,
            oracle.Judge(Wrong(0).IsNotAnswered(Info).Recording).Violation?.Requirement);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-034")]
    public void The_refusal_of_a_misaligned_request_does_not_show_that_a_function_is_not_offered() =>
        AssertConforms(Ready.Asks(Discard with { Length = 100 }, Failed(Errno.EOPNOTSUPP)).Asks(Discard, default));

    private static Reply Failed(Errno errno) => new((uint)errno, 1, 0, 0, 0);

    private static byte[] Bytes(Reply reply)
    {
        var bytes = new byte[Request.Size];
        reply.Encode(bytes);
        return bytes;
    }

    private static byte[] Bytes(Request request)
    {
        var bytes = new byte[Request.Size];
        request.Encode(bytes);
        return bytes;
    }

    /// <summary>The guest has seen this in a buffer at this address after it asked for INFO.</summary>
    private static WrittenRun At(ulong buffer, byte[] seen)
    {
        var run = Registering.Registers(0, buffer, WrittenRun.Channel).Commands(TransportCommand.Ready)
            .Does(new Step.Send(0, Info), Observation.OfBuffer(seen));
        for (var i = 0; i < seen.Length; i++)
        {
            run.Holds(buffer + (ulong)i, [seen[i]]);
        }

        return run;
    }

    private static WrittenRun Revoked() => Ready.Asks(Revoke, NoMemory);

    private static long Coped(WrittenRun run)
    {
        var coverage = new Coverage();
        Assert.Empty(run.Judged(coverage: coverage).Findings);
        return coverage.Exercised(EffectRequirements.LiveBufferSurvivesProtection);
    }

    private static void AssertDied(Requirement requirement, WrittenRun run) =>
        Assert.Equal(requirement, run.Died(RunPhase.InDevice, run.Steps - 1).Requirement);
}
