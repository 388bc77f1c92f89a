// SPDX-License-Identifier: Apache-2.0

using System.Collections.Frozen;
using Pvmemcontrol.Model.Requirements;
using static Pvmemcontrol.Model.Requirements.DriverRequirements;

namespace Pvmemcontrol.VfioUser.Judging;

/// <summary>What can be judged from a device's side, and what the guest must do for it.</summary>
internal static class JudgedRequirements
{
    private const string Alone = "the driver's own accesses";
    private const string Program = "the guest's test program";
    private const string Faults = "a device with faults, and the guest's test program";

    internal static IReadOnlyDictionary<Requirement, string> Needs { get; } = new Dictionary<Requirement, string>
    {
        [OpenNeedsCapability] = Program,
        [OpenIsNeverExclusive] = Program,
        [OtherCommandIsRefused] = Program,
        [BadPointerIsRefused] = Program,
        [InfoFromCache] = Program,
        [ReplyIsOwn] = Program,
        [SendsOwnRequest] = Program,
        [OneRequestPerChannel] = Alone,
        [UnansweredIsAnError] = Faults,
        [HandshakeIsWhole] = Alone,
        [HandshakeIsUndisturbed] = Alone,
        [ProbeReturnsErrno] = Faults,
        [FailedProbeTellsDevice] = Faults,
        [InfoIsChecked] = Faults,
        [NoRequestBeforeReady] = Alone,
        [SecondDeviceIsHarmless] = "two devices, and the guest's test program",
        [OpenFileOutlivesDevice] = Program,
        [FreedAfterAcknowledgement] = Faults,
        [RemoveActsOnItsOwn] = "two devices, and the guest's test program",
        [NothingIsUsedAfterRemove] = Program,
        [HandOverLeavesNoChannel] = "kexec in the guest, and its test program",
        [CommandsAreRenewed] = "a sleep of the guest (S3) in which the VMM resets the device, and its test program",
    }.ToFrozenDictionary();
}
