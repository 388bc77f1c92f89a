// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.InProcess;

/// <summary>What is correct has no findings: this project's device by either profile, and the kernel.</summary>
public sealed class AgreementTests
{
    private const int Scenarios = 20;

    public static TheoryData<string> Backings { get; } =
        [.. Layouts.ByName.Keys.Where(name => name != Layouts.HugeName)];

    [Theory]
    [MemberData(nameof(Backings))]
    [Trait("Requirement", "PVMC-HOST")]
    public void The_kernel_does_what_the_host_model_says(string backing) =>
        AssertNoFinding(TargetSpec.BareKernel, backing, Profile.Linux);

    [Theory]
    [MemberData(nameof(Backings))]
    [Trait("Requirement", "PVMC-DEV")]
    public void The_implementation_does_what_Linux_does(string backing) =>
        AssertNoFinding(TargetSpec.Impl, backing, Profile.Linux);

    [Theory]
    [MemberData(nameof(Backings))]
    [Trait("Requirement", "PVMC-DEV")]
    public void And_what_any_device_must_do(string backing) =>
        AssertNoFinding(TargetSpec.Impl, backing, Profile.Abi);

    [Fact]
    [Trait("Requirement", "PVMC-DEV")]
    public void Few_scenarios_exercise_nearly_everything_that_one_vCPU_can_show()
    {
        var coverage = new Coverage();
        using var own = new OwnScenarios(TargetSpec.Impl, Layouts.Standard);
        Assert.All(own.Judge(3 * Scenarios, Profile.Abi, coverage), j => Assert.Empty(j.Findings));
        Assert.Empty(Shown.Where(r => coverage.Exercised(r) == 0).Select(r => $"{r.Id}"));
    }

    /// <summary>What every long enough run of one vCPU exercises.</summary>
    private static IEnumerable<Requirement> Shown =>
    [
        TransportRequirements.ResetIsAcknowledged, TransportRequirements.GoodBufferIsRegistered,
        TransportRequirements.ReadyIsAcknowledged, TransportRequirements.DisconnectAnswersError,
        TransportRequirements.UnknownCommandIsIgnored, TransportRequirements.UnknownCommandKeepsState,
        TransportRequirements.AddressInAnyForm, TransportRequirements.HighHalfFirst,
        TransportRequirements.DroppedChannelsAreDead, TransportRequirements.RegistersDiscloseNothing,
        RequestRequirements.EveryRequestIsAnswered, RequestRequirements.NothingElseIsWritten,
        RequestRequirements.InfoIsTrue, RequestRequirements.InfoIsConstant, RequestRequirements.BadRangeIsRefused,
        RequestRequirements.ReplyTellsSuccess, RequestRequirements.UnknownFunctionIsRefused,
        EffectRequirements.DontNeedZeroes, EffectRequirements.ProtectionIsInForce,
        EffectRequirements.OtherProtectionsStay, EffectRequirements.DeviceSurvives,
        AttributeRequirements.LockMeansLocked, AttributeRequirements.OtherAttributesStay,
        AttributeRequirements.NothingBecomesExecutable, AttributeRequirements.OthersSeeTheSame,
        VmmRequirements.VmResetDropsChannels, VmmRequirements.VmResetRestoresMemory,
        VmmRequirements.RestoreKeepsChannels, VmmRequirements.RestoreKeepsMappings, VmmRequirements.SavedDeviceGoesOn,
    ];

    private static void AssertNoFinding(TargetSpec target, string backing, Profile profile)
    {
        using var own = new OwnScenarios(target, Layouts.ByName[backing]);
        Assert.All(own.Judge(Scenarios, profile), j => Assert.Empty(j.Findings));
    }
}
