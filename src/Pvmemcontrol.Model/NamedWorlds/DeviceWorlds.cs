// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Model.NamedWorlds;

/// <summary>Worlds about devices that do not answer, go away, or are reset by others.</summary>
internal static class DeviceWorlds
{
    internal static readonly ImmutableArray<WorldSetup> All =
    [
        new()
        {
            Name = "disconnect-unacknowledged",
            Title = "The device hangs when it is to be unbound.",
            Before = [new Call.Probe(0, 0), new Call.Open(0)],
            Actors =
            [
                ActorSetup.Task("unbind", new Call.Remove(0)),
                ActorSetup.Task("task A", new Call.Ioctl(0)),
            ],
            Faults = Faults.HangsBefore | Faults.HangsAfter,
            Sometimes = [new Situation.Quarantined(), new Situation.EndsUnbound(0), new Situation.Replied(0)],
        },
        new()
        {
            Name = "late-reply",
            Title = "Requests are performed after their register write has returned, and DISCONNECT is not "
                + "acknowledged: where does the reply go?",
            Before = [new Call.Probe(0, 0), new Call.Open(0)],
            Actors =
            [
                ActorSetup.Task("task A", new Call.Ioctl(0), new Call.Ioctl(0)),
                ActorSetup.Task("unbind", new Call.Remove(0)),
                ActorSetup.Outside("VMM", new Call.Posted(0)),
            ],
            Cpus = 1,
            Device = ModelDevice.Posting,
            Faults = Faults.HangsBefore,
            FaultBudget = 2,

            // What comes of it is the question here.
            Overlooks = [DriverRequirements.FreedAfterAcknowledgement],
            Sometimes = [new Situation.Failed(0), new Situation.Replied(0), new Situation.Quarantined()],
        },
        new()
        {
            Name = "surprise-removal",
            Title = "The device is pulled out while it is bound and used, then unbound.",
            Before = [new Call.Probe(0, 0), new Call.Open(0)],
            Actors =
            [
                ActorSetup.Task("task A", new Call.Ioctl(0), new Call.Ioctl(0)),
                ActorSetup.Task("hot-plug", new Call.Vanish(0), new Call.Remove(0)),
            ],
            Sometimes =
            [
                new Situation.Replied(1), new Situation.Failed(0), new Situation.EndsUnbound(0), new Situation.Quarantined(),
            ],
        },
        new()
        {
            Name = "surprise-removal-in-probe",
            Title = "The device is pulled out while probe runs.",
            Actors =
            [
                ActorSetup.Task("bind", new Call.Probe(0, 0), new Call.Remove(0)),
                ActorSetup.Outside("the slot", new Call.Vanish(0)),
            ],
            Sometimes = [new Situation.Bound(0), new Situation.EndsUnbound(0), new Situation.Quarantined()],
        },
        new()
        {
            Name = "register-race-two-vcpus",
            Title = "A handshake on one CPU, a user who calls ioctl on another: who else writes to the registers?",
            Before = [new Call.Probe(0, 0), new Call.Open(0), new Call.Remove(0)],
            Actors =
            [
                ActorSetup.Task("bind", new Call.Probe(0, 1), new Call.Remove(0)),
                ActorSetup.Task("task A", new Call.Open(1), new Call.Ioctl(1), new Call.Ioctl(0)),
            ],
            Instances = 2,
            Files = 2,
            Sometimes =
            [
                new Situation.Replied(0), new Situation.Replied(1), new Situation.Failed(1),
                new Situation.Together("an ioctl runs while probe does", typeof(Call.Ioctl), typeof(Call.Probe)),
            ],
        },
        InFlight("reset-in-flight", TransportCommand.Reset),
        InFlight("disconnect-in-flight", TransportCommand.Disconnect),
        InFlight("protocol-error-in-flight", TransportCommand.Ready),
    ];

    /// <summary>Somebody else than this driver: a crash kernel, firmware, an older driver.</summary>
    private static WorldSetup InFlight(string name, TransportCommand command) => new()
    {
        Name = name,
        Title = $"Another vCPU writes {command.ToString().ToUpperInvariant()} while requests are in flight.",
        Before = [new Call.Probe(0, 0), new Call.Open(0), new Call.Open(1)],
        Actors =
        [
            ActorSetup.Task("task A", new Call.Ioctl(0)),
            ActorSetup.Task("task B", new Call.Ioctl(1)),
            ActorSetup.Outside("another vCPU", new Call.Alien(0, command)),
        ],
        Files = 2,

        // The driver cannot know that the channels are gone.
        Overlooks = [DriverRequirements.CommandsAreRenewed],
        Sometimes = [new Situation.Replied(0), new Situation.Failed(1), new Situation.InFlight(2)],
    };
}
