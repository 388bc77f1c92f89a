// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Setup;
using static Pvmemcontrol.Model.Setup.Situation;

namespace Pvmemcontrol.Model.NamedWorlds;

/// <summary>Worlds about calls and their arguments.</summary>
internal static class CallWorlds
{
    internal static readonly ImmutableArray<WorldSetup> All =
    [
        new()
        {
            Name = "calls-that-fail",
            Title = "Which opens and ioctls fail, and does INFO leave the device alone?",
            Before = [new Call.Probe(0, 0)],
            Actors =
            [
                ActorSetup.Task("caller A", new Call.Open(0), new Call.Ioctl(0, RequestKind.WrongNumber),
                    new Call.Ioctl(0, RequestKind.BadPointer), new Call.Ioctl(0, RequestKind.Info),
                    new Call.Release(0)),
                ActorSetup.Task("caller B", new Call.Open(1, IsCapable: false), new Call.Open(1, IsExclusive: true),
                    new Call.Open(1), new Call.Ioctl(1)),
            ],
            Files = 2,
            Faults = Faults.Allocation,
            Sometimes =
            [
                new Failed(0), new Failed(1), new Replied(2), new Replied(3),
                new Finished(),
            ],
        },
    ];
}
