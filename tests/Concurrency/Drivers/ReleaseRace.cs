// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Concurrency.Drivers;

/// <summary>A file is used and closed while its device is unbound.</summary>
[SkipRewriting("a test double")]
internal sealed class ReleaseRace : Race
{
    internal override string Name => "release-vs-remove";

    internal override string Title => "One task calls ioctl, another closes the file, the device is unbound.";

    internal override ImmutableArray<string> Situations =>
        [DriverSituations.ClosedInside, DriverSituations.RemoveMeetsIoctl, DriverSituations.ReleasedAfterRemove];

    internal override ImmutableArray<Requirement> Requirements =>
    [
        DriverRequirements.RemoveWaits, DriverRequirements.OpenFileOutlivesDevice,
        SystemRequirements.EveryCallReturns,
    ];

    internal override void Run(Schedule schedule, Parts parts)
    {
        var stage = new DriverStage(schedule, parts);
        stage.Bind();
        var file = stage.Open()!;
        var other = stage.Open()!;
        var isRemoved = false;
        schedule.Start("task A", () => stage.Ioctl(file, 2, Errno.EIO));
        schedule.Start("task B", () =>
        {
            stage.Close(other);
            if (isRemoved)
            {
                schedule.Reach(DriverSituations.ReleasedAfterRemove);
            }
        });
        schedule.Start("unbind", () =>
        {
            stage.Unbind();
            isRemoved = true;
        });
        schedule.Join();
        stage.Close(file);
        stage.RequireEnd(isBound: false);
    }
}
