// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.Setup;
using static Pvmemcontrol.Model.Setup.Situation;

namespace Pvmemcontrol.Model.NamedWorlds;

/// <summary>Worlds about what lasts longer than a request, when the guest hibernates, hands over, crashes.</summary>
internal static class LifeWorlds
{
    internal static readonly ImmutableArray<WorldSetup> All =
    [
        new()
        {
            Name = "hibernate-with-revoked-page",
            Title = "The kernel reads every page for its image: is one of them revoked?",
            Before = [.. MachineWorlds.Used, new Call.Open(1)],
            Actors =
            [
                ActorSetup.Task("task A", new Call.Ioctl(0, RequestKind.Revoke)),
                ActorSetup.Task("task B", new Call.Ioctl(1, RequestKind.GiveBack)),
                ActorSetup.Task("hibernate", new Call.Hibernate(0)),
            ],
            Files = 2,
            Sometimes = [new Replied(0), new Replied(1), new PoweredOff(0), new Finished()],
        },
        new()
        {
            Name = "hibernate-with-locked-page",
            Title = "The host forgets locks while the machine is off: is anybody told?",
            Before = MachineWorlds.Used,
            Actors =
            [
                ActorSetup.Task("task A", new Call.Ioctl(0, RequestKind.Lock)),
                ActorSetup.Task("hibernate", new Call.Hibernate(0)),
            ],
            Sometimes = [new Replied(0), new PoweredOff(0), new Finished()],
        },
        new()
        {
            Name = "kexec-with-revoked-page",
            Title = "Another kernel takes the memory over: may it use all of it?",
            Before = MachineWorlds.Used,
            Actors =
            [
                ActorSetup.Task("task A", new Call.Ioctl(0, RequestKind.Revoke)),
                ActorSetup.Task("kexec", new Call.Kexec()),
            ],
            Overlooks = [DriverRequirements.HandOverLeavesNoChannel],
            Sometimes = [new Replied(0), new Failed(0), new Finished()],
        },
        new()
        {
            Name = "crash-with-revoked-page",
            Title = "A crash kernel reads all memory of the one that crashed.",
            Before = MachineWorlds.Used,
            Actors =
            [
                ActorSetup.Task("task A", new Call.Ioctl(0, RequestKind.Revoke)),
                ActorSetup.Task("crash", new Call.Crash()),
            ],
            Sometimes = [new Replied(0), new InFlight(1), new Finished()],
        },
        new()
        {
            Name = "cpu-offline",
            Title = "A CPU goes offline and comes back while its channel is in use.",
            Before = [.. MachineWorlds.Used, new Call.Open(1)],
            Actors =
            [
                ActorSetup.Task("task A", new Call.Ioctl(0)),
                ActorSetup.Task("task B", new Call.Ioctl(1)),
                ActorSetup.Outside("cpuhp", new Call.Offline(1)),
            ],
            Files = 2,
            Sometimes =
            [
                new Replied(0), new Replied(1), new Finished(),
                new InFlightDuring("the CPU goes offline while a request is in flight", typeof(Call.Offline)),
            ],
        },
    ];
}
