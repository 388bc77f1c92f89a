// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;

namespace Pvmemcontrol.Model.Requirements;

/// <summary>
/// Where a requirement is put to the test that no run of one target shows: in which worlds of the model checker, and in
/// which races of tests/Concurrency. Tests hold it against both.
/// </summary>
public static class CrossReferences
{
    private static readonly ImmutableArray<string> None = [];

    /// <summary>Of the requirements that hold of the composition only.</summary>
    private static readonly Dictionary<Requirement, ImmutableArray<string>> InWorlds = new()
    {
        [SystemRequirements.FreedMemoryIsLeftAlone] = ["late-reply"],
        [SystemRequirements.DroppedBufferIsLeftAlone] =
            ["reset-in-flight", "disconnect-in-flight", "protocol-error-in-flight"],
        [SystemRequirements.ReplyWhereAsked] = ["same-channel-two-vcpus"],
        [SystemRequirements.PerformedOnce] = ["snapshot-mid-request"],
        [SystemRequirements.UnpluggedMemoryIsLeftAlone] = ["memory-unplug-vs-request"],
        [SystemRequirements.DeviceSurvivesSelfTarget] = ["self-target"],
        [SystemRequirements.EveryCallReturns] = ["misc-open-vs-deregister"],
    };

    private static readonly Dictionary<Requirement, ImmutableArray<string>> InRaces = new()
    {
        [RequestRequirements.EveryRequestIsAnswered] = ["two-vcpus-one-channel"],
        [EffectRequirements.RevokedBufferIsHarmless] = ["revoke-vs-register"],
        [EffectRequirements.DropIsQuiescent] =
        [
            "requests-vs-reset", "requests-vs-disconnect", "requests-vs-protocol-error",
        ],
        [ConcurrencyRequirements.ChannelsAreParallel] = ["requests-in-parallel"],
        [DriverRequirements.UnansweredIsAnError] = ["late-reply-vs-remove"],
        [DriverRequirements.ReplyIsOwn] = ["ioctls-on-one-file", "ioctls-on-two-files"],
        [DriverRequirements.SendsOwnRequest] = ["ioctls-on-one-file", "ioctls-on-two-files"],
        [DriverRequirements.OneRequestPerChannel] = ["ioctls-on-one-file", "ioctls-on-two-files"],
        [DriverRequirements.HandshakeIsUndisturbed] = ["open-and-ioctl-vs-probe"],
        [DriverRequirements.NothingLeaks] = ["ioctls-vs-remove", "probe-vs-probe-and-remove", "late-reply-vs-remove"],
        [DriverRequirements.InfoIsChecked] = ["open-and-ioctl-vs-probe"],
        [DriverRequirements.NoRequestBeforeReady] = ["open-and-ioctl-vs-probe"],
        [DriverRequirements.SecondDeviceIsHarmless] = ["probe-vs-probe-and-remove"],
        [DriverRequirements.RemoveWaits] = ["ioctls-vs-remove", "release-vs-remove"],
        [DriverRequirements.OpenFileOutlivesDevice] =
        [
            "ioctls-vs-remove", "release-vs-remove", "open-and-ioctl-vs-probe",
        ],
        [DriverRequirements.FreedAfterAcknowledgement] =
        [
            "ioctls-vs-remove", "probe-vs-probe-and-remove", "late-reply-vs-remove",
        ],
        [DriverRequirements.NothingIsUsedAfterRemove] = ["ioctls-vs-remove"],
        [VmmRequirements.VmResetDropsChannels] = ["attributes-vs-vm-reset"],
        [VmmRequirements.VmResetRestoresMemory] = ["attributes-vs-vm-reset"],
        [VmmRequirements.RestoreKeepsChannels] = ["requests-vs-migration"],
        [VmmRequirements.RestoreKeepsContent] = ["requests-vs-migration"],
        [VmmRequirements.CommandWritesAreSynchronous] = ["requests-in-parallel"],
        [VmmRequirements.CommandsArePerformedOnce] =
        [
            "requests-in-parallel", "two-vcpus-at-the-registers", "requests-vs-reset", "requests-vs-disconnect",
            "requests-vs-protocol-error", "requests-vs-vm-reset", "requests-vs-migration", "requests-vs-unplug",
        ],
        [VmmRequirements.VmmEventsAreQuiescent] =
        [
            "requests-vs-vm-reset", "attributes-vs-vm-reset", "requests-vs-migration",
        ],
        [VmmRequirements.OnlyPresentGuestRam] = ["requests-vs-unplug"],
        [VmmRequirements.NewMemoryStartsAfresh] = ["attributes-vs-unplug"],
        [SystemRequirements.FreedMemoryIsLeftAlone] = ["ioctls-vs-remove", "late-reply-vs-remove"],
        [SystemRequirements.DroppedBufferIsLeftAlone] =
        [
            "requests-vs-reset", "requests-vs-disconnect", "requests-vs-protocol-error", "requests-vs-vm-reset",
        ],
        [SystemRequirements.ReplyWhereAsked] =
        [
            "requests-in-parallel", "requests-vs-reset", "requests-vs-disconnect", "requests-vs-protocol-error",
            "requests-vs-vm-reset", "requests-vs-migration",
        ],
        [SystemRequirements.PerformedOnce] =
        [
            "requests-in-parallel", "two-vcpus-one-channel", "requests-vs-migration",
        ],
        [SystemRequirements.UnpluggedMemoryIsLeftAlone] = ["requests-vs-unplug"],
        [SystemRequirements.DeviceSurvivesSelfTarget] = ["revoke-vs-register"],
        [SystemRequirements.EveryCallReturns] =
        [
            "ioctls-on-one-file", "ioctls-on-two-files", "ioctls-vs-remove", "release-vs-remove",
            "open-and-ioctl-vs-probe", "probe-vs-probe-and-remove", "open-vs-remove-and-probe",
            "late-reply-vs-remove",
        ],
    };

    /// <summary>The names of the worlds that show a broken model; only for PVMC-SYS.</summary>
    public static ImmutableArray<string> Worlds(Requirement requirement) =>
        InWorlds.GetValueOrDefault(requirement, None);

    /// <summary>The names of the races that put it to the test.</summary>
    public static ImmutableArray<string> Races(Requirement requirement) => InRaces.GetValueOrDefault(requirement, None);
}
