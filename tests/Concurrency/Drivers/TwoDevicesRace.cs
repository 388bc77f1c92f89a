// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Concurrency.Drivers;

/// <summary>Two devices are bound and unbound at once; the driver has one place.</summary>
[SkipRewriting("a test double")]
internal sealed class TwoDevicesRace : Race
{
    internal override string Name => "probe-vs-probe-and-remove";

    internal override string Title => "Two devices are bound and unbound at once; one task has a file.";

    internal override ImmutableArray<string> Situations =>
    [
        DriverSituations.SecondRefused, DriverSituations.SecondBound, DriverSituations.NoDevice,
        DriverSituations.AnsweredByNext,
    ];

    internal override ImmutableArray<Requirement> Requirements =>
    [
        DriverRequirements.SecondDeviceIsHarmless,
        DriverRequirements.NothingLeaks, DriverRequirements.FreedAfterAcknowledgement,
        SystemRequirements.EveryCallReturns,
    ];

    internal override void Run(Schedule schedule, Parts parts)
    {
        var stage = new DriverStage(schedule, parts);
        stage.Bind();
        var file = stage.Open()!;
        var isBound = false;
        schedule.Start("slot 1", () => stage.Unbind());
        schedule.Start("slot 2", () =>
        {
            if (stage.Bind(slot: 1) == 0)
            {
                isBound = true;
                schedule.Reach(DriverSituations.SecondBound);
            }
        });
        schedule.Start("task A", () =>
        {
            if (stage.Ioctl(file, 2, Errno.EIO) == 0 && isBound)
            {
                schedule.Reach(DriverSituations.AnsweredByNext);
            }
        });
        schedule.Join();
        stage.Unbind(slot: 1);
        stage.RequireEnd(isBound: false);
    }
}
