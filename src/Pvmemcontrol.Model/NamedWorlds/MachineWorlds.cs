// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Setup;
using static Pvmemcontrol.Model.Setup.Situation;

namespace Pvmemcontrol.Model.NamedWorlds;

/// <summary>Worlds about the machine: its memory, its kernel, its VMM.</summary>
internal static class MachineWorlds
{
    /// <summary>The driver is bound, and a file is open.</summary>
    internal static readonly ImmutableArray<Call> Used = [new Call.Probe(0, 0), new Call.Open(0)];

    internal static readonly ImmutableArray<WorldSetup> All =
    [
        new()
        {
            Name = "self-target",
            Title = "A request makes the page inaccessible that holds its own channel.",
            Before = [.. Used, new Call.Open(1)],
            Actors =
            [
                ActorSetup.Task("task A", new Call.Ioctl(0, RequestKind.OwnChannel), new Call.Ioctl(0)),
                ActorSetup.Task("task B", new Call.Ioctl(1)),
            ],
            Files = 2,
            Sometimes = [new Failed(0), new Replied(1), new Replied(2)],
        },
        new()
        {
            Name = "kexec-without-disconnect",
            Title = "Another kernel takes the memory over: does the device still have channels there?",
            Before = Used,
            Actors =
            [
                ActorSetup.Task("task A", new Call.Ioctl(0)),
                ActorSetup.Task("kexec", new Call.Kexec()),
            ],
            Sometimes =
            [
                new Replied(0), new Failed(0),
                new InFlightDuring("kexec begins while a request is in flight", typeof(Call.Kexec)),
            ],
        },
        new()
        {
            Name = "hibernate-resume",
            Title = "The device loses its state while the driver sleeps.",
            Before = Used,
            Actors =
            [
                ActorSetup.Task("task A", new Call.Ioctl(0), new Call.Ioctl(0)),
                ActorSetup.Task("hibernate", new Call.Hibernate(0)),
            ],
            Sometimes = [new Replied(0), new Replied(1), new Finished()],
        },
        new()
        {
            Name = "snapshot-mid-request",
            Title = "The VMM saves and restores the machine at any time: is each request performed once?",
            Before = [.. Used, new Call.Open(1)],
            Actors =
            [
                ActorSetup.Task("task A", new Call.Ioctl(0)),
                ActorSetup.Task("task B", new Call.Ioctl(1)),
                ActorSetup.Outside("VMM", new Call.Snapshot(0)),
            ],
            Files = 2,
            CountsPerformed = true,
            Sometimes = [new Replied(0), new Replied(1), new InFlight(2)],
        },
        new()
        {
            Name = "memory-unplug-vs-request",
            Title = "Memory is taken out of the guest while a request for it is in flight.",
            Before = Used,
            Actors =
            [
                ActorSetup.Task("task A", new Call.Ioctl(0, RequestKind.Pluggable)),
                ActorSetup.Outside("VMM", new Call.Unplug()),
            ],
            Sometimes = [new Replied(0), new InFlight(1)],
        },
    ];
}
