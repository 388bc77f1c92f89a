// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Oracle;

/// <summary>Verdicts where the host has no free huge pages left: a page may be missing.</summary>
public sealed class HugePagesVerdictTests
{
    private const uint Channel = 0x8000_0000;
    private static readonly ulong Buffer = Layouts.Huge.Regions[0].Start;
    private static readonly Step EmptyPool = new Step.EmptyPool();
    private static readonly Step AskInfo = new Step.Send(0, new Request(FunctionCode.Info, 1, 2, 3));
    private static readonly Observation Emptied = new(ObservationKind.Value, 1);
    private static readonly Observation Fault = new(ObservationKind.Fault);
    private static readonly Observation ReplyFault = new(ObservationKind.ReplyFault);

    private readonly Walk _walk = new(Profile.Abi, new Coverage(),
        HostMapping.Fresh(Layouts.Huge, HostCapabilities.Typical, UntouchedRules.BehindDevice), uint.MaxValue, []);

    private int _steps;

    public HugePagesVerdictTests()
    {
        AssertTakes(new Step.Command(TransportCommand.Reset), WrittenRun.Answer(TransportCommand.Ack));
        AssertTakes(new Step.Register(0, Buffer, AddressForm.EightBytes),
            WrittenRun.Answer(TransportCommand.Ack, Channel));
        AssertTakes(new Step.Command(TransportCommand.Ready), WrittenRun.Answer(TransportCommand.Ack));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-045")]
    public void A_huge_page_may_be_missing_once_the_host_has_none_left()
    {
        AssertTakes(EmptyPool, Emptied);
        AssertTakes(new Step.Store(Buffer + PageGeometry.Size, 1), Fault);
        AssertTakes(new Step.Load(Buffer + PageGeometry.Size), Fault);
        AssertTakes(AskInfo, Fault);
        Assert.False(_walk.IsOver);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-045")]
    public void It_may_not_where_the_pool_was_left_as_it_is()
    {
        AssertTakes(EmptyPool, new Observation(ObservationKind.Value));
        Assert.Equal(EffectRequirements.OtherProtectionsStay,
            Take(new Step.Store(Buffer + PageGeometry.Size, 1), Fault)?.Requirement);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-046")]
    public void A_buffer_that_the_guest_has_just_filled_is_there_and_so_must_the_reply_be()
    {
        AssertTakes(EmptyPool, Emptied);
        Assert.Equal(EffectRequirements.LiveBufferSurvivesProtection, Take(AskInfo, ReplyFault)?.Requirement);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-046")]
    public void Of_one_that_it_filled_before_nothing_is_required_but_that_the_device_copes()
    {
        AssertTakes(EmptyPool, Emptied);
        Assert.Equal(EffectRequirements.LiveBufferSurvivesProtection,
            _walk.Blame(new RunDeath(_steps, RunPhase.InDevice, IsHang: false, "killed by SIGBUS"), new Step.Resend(0))
                .Requirement);
        AssertTakes(new Step.Resend(0), ReplyFault);
        Assert.True(_walk.IsOver);
    }

    private Finding? Take(Step step, Observation seen) => _walk.Take(_steps++, step, seen);

    private void AssertTakes(Step step, Observation seen) => Assert.Null(Take(step, seen));
}
