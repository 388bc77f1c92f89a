// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Concurrency.Drivers;

/// <summary>Users open while the device is unbound and bound again: is there a deadlock?</summary>
[SkipRewriting("a test double")]
internal sealed class OpenRace : Race
{
    internal override string Name => "open-vs-remove-and-probe";

    internal override string Title => "Two opens while the device is unbound and bound again.";

    internal override ImmutableArray<string> Situations => [DriverSituations.NoNode, DriverSituations.Opened];

    internal override ImmutableArray<Requirement> Requirements => [SystemRequirements.EveryCallReturns];

    internal override void Run(Schedule schedule, Parts parts)
    {
        var stage = new DriverStage(schedule, parts);
        stage.Bind();
        schedule.Start("task A", () => stage.Open());
        schedule.Start("task B", () => stage.Open());
        schedule.Start("rebind", () =>
        {
            stage.Unbind();
            stage.Bind();
        });
        schedule.Join();
        stage.RequireEnd(isBound: true);
    }
}
