// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.Setup;
using static Pvmemcontrol.Model.Setup.Situation;

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
            Sometimes = [new Quarantined(), new EndsUnbound(0), new Replied(0)],
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

            // This world shows the consequences.
            Overlooks = [DriverRequirements.FreedAfterAcknowledgement],
            Sometimes = [new Failed(0), new Replied(0), new Quarantined()],
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
                new Replied(1), new Failed(0), new EndsUnbound(0), new Quarantined(),
            ],
        },
        new()
        {
            Name = "surprise-removal-in-probe",
            Title = "The device is pulled out while probe runs.",
            Actors =
            [
                ActorSetup.Task("bind", new Call.Probe(0, 0), new Call.Remove(0)),
                ActorSetup.Outside("hot-plug", new Call.Vanish(0)),
            ],
            Sometimes = [new Bound(0), new EndsUnbound(0), new Quarantined()],
        },
        new()
        {
            Name = "register-race-two-vcpus",
            Title = "A handshake on one CPU, an ioctl on another: does the ioctl write to the registers in between?",
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
                new Replied(0), new Replied(1), new Failed(1),
                new Together("an ioctl runs while probe does", typeof(Call.Ioctl), typeof(Call.Probe)),
            ],
        },
        InFlight("reset-in-flight", TransportCommand.Reset),
        InFlight("disconnect-in-flight", TransportCommand.Disconnect),
        InFlight("protocol-error-in-flight", TransportCommand.Ready),
    ];

    /// <summary>Another user of the device: a crash kernel, firmware, an older driver.</summary>
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
        Sometimes = [new Replied(0), new Failed(1), new InFlight(2)],
    };
}
