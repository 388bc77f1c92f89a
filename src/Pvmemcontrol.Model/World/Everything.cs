// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.World;

/// <summary>The large world: files, tasks, binding and unbinding, and a device that fails.</summary>
internal static class Everything
{
    internal static readonly WorldSetup World = new()
    {
        Name = "everything",
        Title = "Three tasks with two files against unbinding and binding again, with everything that may fail.",
        Before = [new Call.Probe(0, 0), new Call.Open(0), new Call.Open(1)],
        Actors =
        [
            ActorSetup.Task("task A", new Call.Ioctl(0), new Call.Ioctl(0)),
            ActorSetup.Task("task B", new Call.Ioctl(1), new Call.Release(1)),
            ActorSetup.Task("rebind", new Call.Remove(0), new Call.Probe(0, 1)),
        ],
        Files = 2,
        Instances = 2,
        Faults = Faults.Allocation | Faults.Refuses | Faults.HangsBefore | Faults.HangsAfter | Faults.RefusesInfo
            | Faults.Unanswered,
        FaultBudget = 2,
        Sometimes =
        [
            Situations.Replied(0), Situations.Replied(1), Situations.Failed(2), Situations.Quarantined,
            Situations.InFlight(2), Situations.EndsUnbound(0), Situations.Bound(0),
        ],
    };
}
