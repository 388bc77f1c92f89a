// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Setup;
using static Pvmemcontrol.Model.Setup.Situation;

namespace Pvmemcontrol.Model.NamedWorlds;

/// <summary>Worlds with more CPUs, devices or tasks than others have: bounds that are wider, and so say more.</summary>
internal static class LargeWorlds
{
    internal static readonly ImmutableArray<WorldSetup> All =
    [
        new()
        {
            Name = "three-cpus",
            Title = "Three CPUs: three tasks open the node and call ioctl twice while the device is bound and unbound.",
            Actors =
            [
                ActorSetup.Task("hot-plug", new Call.Probe(0, 0), new Call.Remove(0)),
                ActorSetup.Task("task A", new Call.Open(0), new Call.Ioctl(0), new Call.Ioctl(0)),
                ActorSetup.Task("task B", new Call.Open(1), new Call.Ioctl(1), new Call.Ioctl(1)),
                ActorSetup.Task("task C", new Call.Open(2), new Call.Ioctl(2), new Call.Ioctl(2)),
            ],
            Cpus = 3,
            Files = 3,
            KeepsResults = false,
            IsLarge = true,
            Sometimes =
            [
                new InFlight(3), new Bound(0), new EndsUnbound(0),
                new Together("an ioctl runs while probe does", typeof(Call.Ioctl), typeof(Call.Probe)),
            ],
        },
        new()
        {
            Name = "two-devices-in-use",
            Title = "Two devices are bound and unbound, each with a file in use, and three things go wrong.",
            Before = [new Call.Probe(0, 0), new Call.Open(0)],
            Actors =
            [
                ActorSetup.Task("hot-plug 0", new Call.Remove(0)),
                ActorSetup.Task("hot-plug 1", new Call.Probe(1, 1), new Call.Remove(1)),
                ActorSetup.Task("task A", new Call.Ioctl(0)),
                ActorSetup.Task("task B", new Call.Open(1, Device: 1), new Call.Ioctl(1)),
            ],
            Cpus = 1,
            Devices = 2,
            Instances = 2,
            Files = 2,
            Faults = Everything.World.Faults,
            FaultBudget = 3,
            KeepsResults = false,
            IsLarge = true,
            Sometimes =
            [
                new InFlight(1), new Quarantined(), new Bound(0), new Bound(1), new EndsUnbound(0), new EndsUnbound(1),
            ],
        },
        new()
        {
            Name = "rt-three-tasks",
            Title = "PREEMPT_RT, two CPUs: three tasks that migrate between their requests, and a remove.",
            Before = [new Call.Probe(0, 0), new Call.Open(0), new Call.Open(1), new Call.Open(2)],
            Actors =
            [
                ActorSetup.Task("task A", new Call.Ioctl(0), new Call.Ioctl(0)),
                ActorSetup.Task("task B", new Call.Ioctl(1), new Call.Ioctl(1)),
                ActorSetup.Task("task C", new Call.Ioctl(2), new Call.Ioctl(2)),
                ActorSetup.Task("unbind", new Call.Remove(0)),
            ],
            IsRealTime = true,
            Files = 3,
            KeepsResults = false,
            IsLarge = true,
            Sometimes =
            [
                new InFlight(2), new EndsUnbound(0),
                new InFlightDuring("remove is called while a request is in flight", typeof(Call.Remove)),
            ],
        },
    ];
}
