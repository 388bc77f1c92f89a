// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Concurrency.Drivers;

/// <summary>Two tasks are in ioctl on one file while the device is unbound; it may be bound again.</summary>
[SkipRewriting("a test double")]
internal sealed class RemoveRace : Race
{
    internal override string Name => "ioctls-vs-remove";

    internal override string Title => "Two tasks call ioctl on a file while the device is unbound.";

    internal override ImmutableArray<string> Situations =>
    [
        DriverSituations.Shared, DriverSituations.RemoveMeetsIoctl, DriverSituations.NoDevice,
        DriverSituations.Answered,
    ];

    internal override ImmutableArray<Requirement> Requirements =>
    [
        DriverRequirements.RemoveWaits, DriverRequirements.OpenFileOutlivesDevice,
        DriverRequirements.FreedAfterAcknowledgement, DriverRequirements.NothingIsUsedAfterRemove,
        DriverRequirements.NothingLeaks, SystemRequirements.FreedMemoryIsLeftAlone,
        SystemRequirements.EveryCallReturns,
    ];

    internal override void Run(Schedule schedule, Parts parts)
    {
        var stage = new DriverStage(schedule, parts);
        stage.Bind();
        var file = stage.Open()!;
        schedule.Start("task A", () => stage.Ioctl(file, 2, Errno.EIO));
        schedule.Start("task B", () => stage.Ioctl(file, 3, Errno.EAGAIN));
        schedule.Start("unbind", () => stage.Unbind());
        schedule.Join();
        stage.RequireEnd(isBound: false);
    }
}
