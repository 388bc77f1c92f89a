// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Setup;
using static Pvmemcontrol.Model.Setup.Situation;

namespace Pvmemcontrol.Model.NamedWorlds;

/// <summary>Worlds about two tasks and what they share: a file, a CPU, a channel.</summary>
internal static class SharingWorlds
{
    internal static readonly ImmutableArray<WorldSetup> All =
    [
        new()
        {
            Name = "two-ioctls-one-file",
            Title = "Two tasks share an open file: does each get the reply to its own request?",
            Before = [new Call.Probe(0, 0), new Call.Open(0)],
            Actors = [ActorSetup.Task("task A", new Call.Ioctl(0)), ActorSetup.Task("task B", new Call.Ioctl(0))],
            Sometimes = [new Replied(0), new Replied(1), new InFlight(2)],
        },
        new()
        {
            Name = "same-channel-two-vcpus",
            Title = "Two tasks with a file each, on two CPUs: does each channel belong to one at a time?",
            Before = [new Call.Probe(0, 0), new Call.Open(0), new Call.Open(1)],
            Actors =
            [
                ActorSetup.Task("task A", new Call.Ioctl(0), new Call.Ioctl(0)),
                ActorSetup.Task("task B", new Call.Ioctl(1), new Call.Ioctl(1)),
            ],
            Files = 2,
            Sometimes = [new Replied(1), new Replied(3), new InFlight(2)],
        },
        new()
        {
            Name = "rt-preempted-request",
            Title = "PREEMPT_RT, one CPU, two tasks: may one preempt the other in the middle of a request?",
            Before = [new Call.Probe(0, 0), new Call.Open(0), new Call.Open(1)],
            Actors =
            [
                ActorSetup.Task("task A", new Call.Ioctl(0), new Call.Ioctl(0)),
                ActorSetup.Task("task B", new Call.Ioctl(1), new Call.Ioctl(1)),
            ],
            Cpus = 1,
            IsRealTime = true,
            Files = 2,
            Sometimes =
            [
                new Replied(1), new Replied(3),
                new Together("ioctls overlap", typeof(Call.Ioctl), typeof(Call.Ioctl)),
            ],
        },
        new()
        {
            Name = "rt-ioctls-vs-remove",
            Title = "PREEMPT_RT, two CPUs: two tasks and a remove.",
            Before = [new Call.Probe(0, 0), new Call.Open(0), new Call.Open(1)],
            Actors =
            [
                ActorSetup.Task("task A", new Call.Ioctl(0)),
                ActorSetup.Task("task B", new Call.Ioctl(1)),
                ActorSetup.Task("unbind", new Call.Remove(0)),
            ],
            IsRealTime = true,
            Files = 2,
            Sometimes =
            [
                new Replied(0), new Failed(1), new InFlight(2), new EndsUnbound(0),
            ],
        },
        new()
        {
            Name = "channel-straddles-page",
            Title = "Where does a channel lie: may its buffer cross a page boundary?",
            Actors =
            [
                ActorSetup.Task("bind", new Call.Probe(0, 0), new Call.Open(0), new Call.Ioctl(0)),
            ],
            Faults = Faults.Straddles,
            Sometimes = [new Replied(0)],
        },
    ];
}
