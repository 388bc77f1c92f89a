// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;

namespace Pvmemcontrol.Model.World;

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
                Situations.Failed(0), Situations.Failed(1), Situations.Replied(2), Situations.Replied(3),
                Situations.Finished,
            ],
        },
    ];
}
