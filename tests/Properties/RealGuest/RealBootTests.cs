// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Properties.Support;
using Pvmemcontrol.VfioUser.Faults;
using Pvmemcontrol.VfioUser.Judging;
using Pvmemcontrol.VfioUser.Rig;
using Xunit;

namespace Pvmemcontrol.Properties.RealGuest;

/// <summary>A kernel with a driver, booted.</summary>
public sealed class RealBootTests
{
    private const string ShutdownHook = "\t.shutdown = pvmemcontrol_shutdown,\n";
    private const int LeastRequests = 20_000;
    private const int LeastHandshakes = 20;

    [RealGuestFact]
    [Trait("Requirement", "PVMC-DRV-036")]
    public void The_hardened_driver_without_its_shutdown_hook_is_blamed_for_kexec_and_for_nothing_else()
    {
        var folder = TemporaryDirectory.Make();
        var source = File.ReadAllText(Repository.PathOf("examples", "linux", "pvmemcontrol.c"));
        Assert.Contains(ShutdownHook, source, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "pvmemcontrol.c"),
            source.Replace(ShutdownHook, "", StringComparison.Ordinal)
                .Replace("static void pvmemcontrol_shutdown", "static void __maybe_unused pvmemcontrol_shutdown",
                    StringComparison.Ordinal));
        var options = new RigOptions { Driver = folder, Time = TimeSpan.FromMinutes(10) };

        var run = GuestRun.Judge(options, FaultList.All, _ => { }, null, CancellationToken.None);

        Assert.Null(run.Trouble);
        Assert.Equal([DriverRequirements.HandOverLeavesNoChannel], run.Session.Findings.Select(f => f.Requirement));
        Assert.InRange(run.Session.TaggedRequests, LeastRequests, long.MaxValue);
        Assert.InRange(run.Session.Handshakes, LeastHandshakes, long.MaxValue);
        Assert.All(JudgeSession.Judged.Keys.Where(r => r != DriverRequirements.CommandsAreRenewed), requirement =>
            Assert.True(run.Session.Exercised(requirement) > 0, $"{requirement.Id} is not exercised"));
    }
}
