// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Setup;
using static Pvmemcontrol.Model.Setup.Situation;

namespace Pvmemcontrol.Model.NamedWorlds;

/// <summary>The largest world: three tasks with ioctls, binding and unbinding, and a device that fails.</summary>
internal static class Everything
{
    internal static readonly WorldSetup World = new()
    {
        Name = "everything",
        Title = "Three tasks with two files against unbinding and binding again, with everything that may fail.",
        Before = [new Call.Probe(0, 0), new Call.Open(0)],
        Actors =
        [
            ActorSetup.Task("rebind", new Call.Remove(0), new Call.Probe(0, 1), new Call.Remove(0)),
            ActorSetup.Task("task A", new Call.Ioctl(0), new Call.Ioctl(0, RequestKind.Pluggable)),
            ActorSetup.Task("task B", new Call.Ioctl(0), new Call.Ioctl(0)),
            ActorSetup.Task("task C", new Call.Ioctl(0), new Call.Ioctl(0, RequestKind.Info)),
            ActorSetup.Outside("hot-plug", new Call.Vanish(0)),
            ActorSetup.Outside("VMM", new Call.Snapshot(0), new Call.Unplug()),
        ],
        Instances = 2,
        Faults = Faults.Allocation | Faults.Refuses | Faults.HangsBefore | Faults.HangsAfter | Faults.RefusesInfo
            | Faults.Unanswered,
        FaultBudget = 3,
        KeepsResults = false,
        IsLarge = true,
        Sometimes =
        [
            new Quarantined(), new InFlight(2), new EndsUnbound(0), new Bound(0),
            new OldFileIsServed(1),
        ],
    };
}
