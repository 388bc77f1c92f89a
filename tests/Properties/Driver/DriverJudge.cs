// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Engine;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>Judges a run by the rules of the composed model.</summary>
internal static class DriverJudge
{
    private static readonly Requirement[] HandsOver = [DriverRequirements.HandOverLeavesNoChannel];

    private static readonly Requirement[] GivesBack =
        [DriverRequirements.HandOverLeavesNothingRevoked, DriverRequirements.ImageReadsNoRevokedPage];

    /// <summary>What the run violates first; null when nothing.</summary>
    internal static Requirement? Violated(DriverRun run)
    {
        if (run.Probes == 0)
        {
            return run.Bug?.Requirement;
        }

        var driver = new RecordedDriver(run.Calls);
        var world = new BoundedWorld(SetupOf(run), driver);
        var walk = new ModelWalk(world);
        while (!walk.IsDone)
        {
            walk.Take(driver.ChoiceAt(walk.Step));
            if (walk.Violated is { } violated)
            {
                return violated;
            }
        }

        if (run.LeftRevoked is { } leaves)
        {
            return leaves is Call.Kexec ? DriverRequirements.HandOverLeavesNothingRevoked
                : DriverRequirements.ImageReadsNoRevokedPage;
        }

        return driver.HasRepliesLeft
            ? throw new InvalidOperationException("the device replied to what the model takes for no request")
            : run.Bug is { } bug ? bug.Requirement ?? throw bug : world.States.LeakIn(walk.State);
    }

    /// <summary>The world in which a run took place: one task, which makes all calls.</summary>
    internal static WorldSetup SetupOf(DriverRun run) => new()
    {
        Name = "run",
        Title = "A recorded run.",
        Actors = [ActorSetup.Task("task", [.. run.Calls.Select(c => c.Call)])],
        Sometimes = [],
        Cpus = run.Rig.Kernel.PossibleCpus,
        Misc = MiscKernel.Older,
        Devices = run.Rig.Devices.Length,
        Instances = run.Probes,
        Files = Math.Max(run.Opened, 1),
        Faults = Faults.Allocation | Faults.Refuses | Faults.HangsBefore | Faults.HangsAfter | Faults.RefusesInfo
            | Faults.Unanswered | Faults.Straddles,
        FaultBudget = 7,
        KeepsResults = false,

        // No driver can make a device drop its channels that does not answer any more.
        Overlooks =
        [
            .. run.HasHung ? HandsOver : [],
            .. run.HasLost ? GivesBack : [],
        ],
    };
}
