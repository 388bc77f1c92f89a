// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Oracle;

/// <summary>Which requirement a run is said to violate, on runs written by hand.</summary>
public sealed class NamesTests
{
    private const int Page = 3;
    private static readonly GuestLayout Layout = Layouts.Standard;
    private static readonly ulong Buffer = Layout.AddressOfPage(0);
    private static readonly ulong Address = Layout.AddressOfPage(Page);
    private static readonly Reply Refused = new((uint)Errno.EINVAL, 1, 0, 0, 0);
    private static readonly Reply InfoReply = new(0, 0, PageGeometry.Size, 1, 0);
    private readonly List<(Step Step, Observation Seen)> _steps =
    [
        (new Step.Command(TransportCommand.Reset), Ack(0)),
        (new Step.Register(0, Buffer, AddressForm.EightBytes), Ack(0x8000_0000)),
        (new Step.Command(TransportCommand.Ready), Ack(0)),
    ];

    private readonly byte[] _vmas = [.. Enumerable.Repeat((byte)VmaFlags.ReadWrite, Layout.PageCount)];

    [Fact]
    [Trait("Requirement", "PVMC-DEV-040")]
    public void A_page_that_a_discard_left_is_named_after_the_discard()
    {
        Does(new Step.Store(Address, 1), default);
        Succeeds(FunctionCode.DontNeed);
        AssertNamed(EffectRequirements.DontNeedZeroes, With(Page, PageImage.Zero.With(0, [1])));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-021")]
    public void A_store_that_is_gone_after_a_discard_is_not()
    {
        Succeeds(FunctionCode.DontNeed);
        Does(new Step.Store(Address + 8, 1), default);
        AssertNamed(RequestRequirements.NothingElseIsWritten);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-021")]
    public void Nor_is_one_that_the_guest_no_longer_reads()
    {
        Succeeds(FunctionCode.DontNeed);
        Does(new Step.Store(Address + 8, 1), default);
        Does(new Step.Load(Address + 8), new Observation(ObservationKind.Value));
        AssertNamed(RequestRequirements.NothingElseIsWritten);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-043")]
    public void A_protection_that_is_not_in_force_is_named_after_the_request_for_it()
    {
        Succeeds(FunctionCode.MProtectR);
        AssertNamed(EffectRequirements.ProtectionIsInForce);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-045")]
    public void One_that_is_gone_is_named_after_what_must_not_change_it()
    {
        Succeeds(FunctionCode.MProtectR);
        Succeeds(FunctionCode.DontNeed);
        AssertNamed(EffectRequirements.OtherProtectionsStay);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-065")]
    public void So_is_an_attribute()
    {
        Succeeds(FunctionCode.DontDump);
        Succeeds(FunctionCode.DontNeed);
        AssertNamed(AttributeRequirements.OtherAttributesStay);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-021")]
    public void A_reply_to_zeros_means_that_the_request_in_the_buffer_was_destroyed()
    {
        Does(new Step.Store(Buffer, (ulong)FunctionCode.DontNeed), default);
        Does(new Step.Store(Buffer + 8, 0x4000_0000), default);
        Does(new Step.Store(Buffer + 16, PageGeometry.Size), default);
        Does(new Step.Resend(0), Saw(InfoReply));
        AssertNamed(RequestRequirements.NothingElseIsWritten);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-026")]
    public void But_not_where_the_guest_has_just_filled_it()
    {
        Does(new Step.Send(0, new Request(FunctionCode.DontNeed, 0x4000_0000, PageGeometry.Size, 1)), Saw(InfoReply));
        AssertNamed(RequestRequirements.BadRangeIsRefused);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-027")]
    public void What_a_refused_range_over_two_regions_did_is_named_after_that()
    {
        var seam = Layout.Regions[2].Start;
        Does(new Step.Store(seam - PageGeometry.Size, 1), default);
        Does(new Step.Send(0, new Request(FunctionCode.Remove, seam - PageGeometry.Size, 2 * PageGeometry.Size, 1)),
            Saw(Refused));
        AssertNamed(RequestRequirements.SpanningRangeIsWhole, With(0, PageImage.Zero.With(0, Bytes(Refused))));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-026")]
    public void So_is_what_a_refused_range_outside_guest_RAM_did()
    {
        var end = Layout.Regions[0].End;
        Does(new Step.Store(end - PageGeometry.Size, 1), default);
        Does(new Step.Send(0, new Request(FunctionCode.DontNeed, end - PageGeometry.Size, 2 * PageGeometry.Size, 1)),
            Saw(Refused));
        AssertNamed(RequestRequirements.BadRangeIsRefused, With(0, PageImage.Zero.With(0, Bytes(Refused))));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-048")]
    public void A_device_that_dies_when_it_is_destroyed_has_died_of_what_memory_shows_first()
    {
        Does(new Step.Store(Address, 1), default);
        var (finding, death) = JudgeEnd();
        Assert.Equal(RequestRequirements.NothingElseIsWritten, finding.Requirement);
        Assert.Null(death);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-048")]
    public void Or_of_being_destroyed()
    {
        var (finding, death) = JudgeEnd();
        Assert.Equal(EffectRequirements.DeviceSurvives, finding.Requirement);
        Assert.NotNull(death);
    }

    private static Observation Ack(uint response) =>
        new(ObservationKind.Registers, (ulong)TransportCommand.Ack, response);

    private static Observation Saw(Reply reply) => Observation.OfBuffer(Bytes(reply));

    private static byte[] Bytes(Reply reply)
    {
        var bytes = new byte[Request.Size];
        reply.Encode(bytes);
        return bytes;
    }

    private static ImmutableSortedDictionary<int, PageImage> With(int page, PageImage image) =>
        ImmutableSortedDictionary<int, PageImage>.Empty.Add(page, image);

    private void Succeeds(FunctionCode function) =>
        Does(new Step.Send(0, new Request(function, Address, PageGeometry.Size, 1)), Saw(default));

    private void Does(Step step, Observation seen) =>
        _steps.Add((step, seen == default ? new Observation(ObservationKind.Nothing) : seen));

    private void AssertNamed(Requirement requirement, ImmutableSortedDictionary<int, PageImage>? pages = null) =>
        Assert.Equal(requirement,
            Recording(pages).Judge(Profile.Abi, isBareKernel: false, new Coverage())[0].Requirement);

    private (Finding Finding, RunDeath? Death) JudgeEnd() => new ScenarioOracle(Profile.Abi, new Coverage()).JudgeEnd(
        Recording(null), new RunDeath(_steps.Count, RunPhase.Destroying, IsHang: false, "killed by SIGABRT"));

    /// <summary>Memory reads as when it was new, but for these pages.</summary>
    private ScenarioRecording Recording(ImmutableSortedDictionary<int, PageImage>? pages) => new(
        new Scenario(0, Layout, [.. _steps.Select(s => s.Step)]), RunnerSettings.Default.Host, uint.MaxValue,
        [.. _steps.Select(s => s.Seen)], Death: null,
        new EndState([.. _vmas], [], pages ?? ImmutableSortedDictionary<int, PageImage>.Empty));
}
