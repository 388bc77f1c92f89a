// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Concurrency.Drivers;

/// <summary>A device is bound while users call: one has a file from before, another opens.</summary>
[SkipRewriting("a test double")]
internal sealed class ProbeRace : Race
{
    internal override string Name => "open-and-ioctl-vs-probe";

    internal override string Title => "An ioctl on an old file and an open while the device is bound again.";

    internal override ImmutableArray<string> Situations =>
    [
        DriverSituations.NoDevice, DriverSituations.AnsweredByNext, DriverSituations.NoNode, DriverSituations.Opened,
    ];

    internal override ImmutableArray<Requirement> Requirements =>
    [
        DriverRequirements.NoRequestBeforeReady, DriverRequirements.InfoIsChecked,
        DriverRequirements.HandshakeIsUndisturbed, DriverRequirements.OpenFileOutlivesDevice,
        SystemRequirements.EveryCallReturns,
    ];

    internal override void Run(Schedule schedule, Parts parts)
    {
        var stage = new DriverStage(schedule, parts);
        stage.Bind();
        var old = stage.Open()!;
        stage.Unbind();
        schedule.Start("task A", () =>
        {
            if (stage.Ioctl(old, 2, Errno.EIO) == 0)
            {
                schedule.Reach(DriverSituations.AnsweredByNext);
            }
        });
        schedule.Start("task B", () =>
        {
            if (stage.Open() is { } file)
            {
                stage.Ioctl(file, 3, Errno.EAGAIN);
            }
        });
        schedule.Start("bind", () => stage.Bind());
        schedule.Join();
        stage.RequireEnd(isBound: true);
    }
}
