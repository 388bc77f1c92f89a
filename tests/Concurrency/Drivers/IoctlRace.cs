// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Concurrency.Drivers;

/// <summary>Two tasks call ioctl twice each, on one file or on a file each.</summary>
[SkipRewriting("a test double")]
internal sealed class IoctlRace(string name, int files) : Race
{
    internal override string Name => name;

    internal override string Title => files == 1
        ? "Two tasks share a file and call ioctl twice each."
        : "Two tasks with a file each call ioctl twice each.";

    internal override ImmutableArray<string> Situations =>
        [DriverSituations.Shared, DriverSituations.Answered, Races.Situations.TwoInFlight];

    internal override ImmutableArray<Requirement> Requirements =>
    [
        DriverRequirements.ReplyIsOwn, DriverRequirements.SendsOwnRequest, DriverRequirements.OneRequestPerChannel,
        SystemRequirements.EveryCallReturns,
    ];

    internal override void Run(Schedule schedule, Parts parts)
    {
        var stage = new DriverStage(schedule, parts);
        stage.Bind();
        var first = stage.Open()!;
        var second = files == 1 ? first : stage.Open()!;
        schedule.Start("task A", () =>
        {
            stage.Ioctl(first, 2, Errno.EIO);
            stage.Ioctl(first, 3, Errno.EAGAIN);
        });
        schedule.Start("task B", () =>
        {
            stage.Ioctl(second, 4, Errno.ENOMEM);
            stage.Ioctl(second, 5, Errno.EFAULT);
        });
        schedule.Join();
        stage.RequireEnd(isBound: true);
    }
}
