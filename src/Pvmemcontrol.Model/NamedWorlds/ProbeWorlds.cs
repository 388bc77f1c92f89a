// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.Setup;
using static Pvmemcontrol.Model.Setup.Situation;

namespace Pvmemcontrol.Model.NamedWorlds;

/// <summary>Worlds about probe: its failures, and a second device.</summary>
internal static class ProbeWorlds
{
    private const Faults Handshake = Faults.Refuses | Faults.HangsBefore | Faults.HangsAfter;

    private static readonly ImmutableArray<ActorSetup> TwoDevices =
    [
        ActorSetup.Task("hot-plug 0", new Call.Probe(0, 0), new Call.Remove(0)),
        ActorSetup.Task("hot-plug 1", new Call.Probe(1, 1), new Call.Remove(1)),
    ];

    internal static readonly ImmutableArray<WorldSetup> All =
    [
        new()
        {
            Name = "bind",
            Title = "One device is bound, and nothing goes wrong.",
            Actors = [ActorSetup.Task("bind", new Call.Probe(0, 0))],
            Sometimes = [new Bound(0)],
        },
        new()
        {
            Name = "bind-fails",
            Title = "One device is bound, and something in the handshake goes wrong.",
            Actors = [ActorSetup.Task("bind", new Call.Probe(0, 0))],
            Faults = Handshake | Faults.RefusesInfo,
            Sometimes = [new Bound(0), new EndsUnbound(0), new Quarantined()],
        },
        new()
        {
            Name = "two-devices",
            Title = "Two devices are bound and unbound; the kernel's misc class is the newer one.",
            Actors = TwoDevices,
            Cpus = 1,
            Devices = 2,
            Instances = 2,
            Sometimes = [new Bound(0), new Bound(1), new Finished()],
        },
        new()
        {
            Name = "two-devices-older-kernel",
            Title = "The same with the older misc class.",
            Actors = TwoDevices,
            Cpus = 1,
            Devices = 2,
            Instances = 2,
            Misc = MiscKernel.Older,
            Sometimes = [new Bound(0), new Bound(1), new Finished()],
        },
        new()
        {
            Name = "wrong-device",
            Title = "INFO is refused by one of two devices: what does its remove do to the other?",
            Actors =
            [
                ActorSetup.Task("hot-plug 0", new Call.Probe(0, 0), new Call.Remove(0)),
                ActorSetup.Task("hot-plug 1", new Call.Probe(1, 1)),
            ],
            Cpus = 1,
            Devices = 2,
            Instances = 2,
            Faults = Faults.RefusesInfo,
            Overlooks =
            [
                DriverRequirements.ProbeReturnsErrno, DriverRequirements.FailedProbeGivesBack,
                DriverRequirements.NothingLeaks,
            ],
            Sometimes = [new EndsUnbound(0), new Bound(1)],
        },
        new()
        {
            Name = "probe-fails-anywhere",
            Title = "Each step of probe that can fail fails, once: is everything released, and every channel dropped?",
            Actors = [ActorSetup.Task("bind", new Call.Probe(0, 0), new Call.Remove(0), new Call.Probe(0, 1))],
            Instances = 2,
            Faults = Faults.Allocation | Handshake | Faults.RefusesInfo | Faults.Unanswered,
            Sometimes = [new Bound(0), new EndsUnbound(0), new Quarantined()],
        },
        new()
        {
            Name = "probe-fails-then-free",
            Title = "Register writes are posted; probe fails while the device still has the buffers.",
            Actors =
            [
                ActorSetup.Task("bind", new Call.Probe(0, 0), new Call.Remove(0)),
                ActorSetup.Outside("VMM", new Call.Posted(0)),
            ],
            Device = ModelDevice.Posting,
            Faults = Handshake | Faults.RefusesInfo,
            Sometimes = [new Quarantined(), new EndsUnbound(0)],
        },
    ];
}
