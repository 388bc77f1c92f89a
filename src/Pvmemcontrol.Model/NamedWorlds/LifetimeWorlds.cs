// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Setup;
using static Pvmemcontrol.Model.Setup.Situation;

namespace Pvmemcontrol.Model.NamedWorlds;

/// <summary>Worlds about files that live longer or shorter than devices.</summary>
internal static class LifetimeWorlds
{
    private static readonly Situation InFlightDuringRemove =
        new InFlightDuring("remove is called while a request is in flight", typeof(Call.Remove));

    internal static readonly ImmutableArray<WorldSetup> All =
    [
        new()
        {
            Name = "ioctl-vs-remove",
            Title = "The device is unbound while ioctls run, and before the next one.",
            Before = [new Call.Probe(0, 0), new Call.Open(0)],
            Actors =
            [
                ActorSetup.Task("task A", new Call.Ioctl(0), new Call.Ioctl(0)),
                ActorSetup.Task("unbind", new Call.Remove(0)),
            ],
            Sometimes = [new Replied(1), new Failed(0), InFlightDuringRemove, new EndsUnbound(0)],
        },
        new()
        {
            Name = "open-vs-probe",
            Title = "A user opens the node and calls ioctl while probe is still running.",
            Actors =
            [
                ActorSetup.Task("bind", new Call.Probe(0, 0)),
                ActorSetup.Task("task A", new Call.Open(0), new Call.Ioctl(0), new Call.Release(0)),
            ],
            Sometimes =
            [
                new Replied(0), new Failed(0), new Bound(0),
                new Together("open runs while probe does", typeof(Call.Open), typeof(Call.Probe)),
            ],
        },
        new()
        {
            Name = "release-vs-remove",
            Title = "A file is closed while its device is unbound.",
            Before = [new Call.Probe(0, 0), new Call.Open(0)],
            Actors =
            [
                ActorSetup.Task("task A", new Call.Ioctl(0), new Call.Release(0)),
                ActorSetup.Task("task B", new Call.Ioctl(0)),
                ActorSetup.Task("unbind", new Call.Remove(0)),
            ],
            Sometimes =
            [
                new Replied(0), new Failed(1), new EndsUnbound(0),
                new Together("close runs while remove does", typeof(Call.Release), typeof(Call.Remove)),
            ],
        },
        new()
        {
            Name = "misc-open-vs-deregister",
            Title = "open, which the misc class calls with its mutex held, against misc_deregister in remove.",
            Before = [new Call.Probe(0, 0)],
            Actors =
            [
                ActorSetup.Task("task A", new Call.Open(0), new Call.Ioctl(0)),
                ActorSetup.Task("task B", new Call.Open(1), new Call.Release(1)),
                ActorSetup.Task("unbind", new Call.Remove(0)),
            ],
            Files = 2,
            Sometimes =
            [
                new Replied(0), new Failed(0), new EndsUnbound(0),
                new Together("open runs while remove does", typeof(Call.Open), typeof(Call.Remove)),
            ],
        },
        new()
        {
            Name = "fd-survives-rebind",
            Title = "A file stays open while its device is unbound and bound again.",
            Before = [new Call.Probe(0, 0), new Call.Open(0)],
            Actors =
            [
                ActorSetup.Task("task A", new Call.Ioctl(0), new Call.Ioctl(0)),
                ActorSetup.Task("rebind", new Call.Remove(0), new Call.Probe(0, 1)),
            ],
            Instances = 2,
            Sometimes =
            [
                new Replied(1), new Failed(0), InFlightDuringRemove,
                new OldFileIsServed(0),
            ],
        },
    ];
}
