// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Properties.Reports;
using Pvmemcontrol.Properties.Support;
using Pvmemcontrol.Properties.Tool;
using Pvmemcontrol.VfioUser.Judging;
using Xunit;

namespace Pvmemcontrol.Properties.RealGuest;

/// <summary>A kernel with a driver, booted.</summary>
public sealed class RealBootTests
{
    private const string ShutdownHook = "\t.shutdown = pvmemcontrol_shutdown,\n";
    private const string SleepHooks = "\t.driver.pm = pm_sleep_ptr(&pvmemcontrol_pm_ops),\n";
    private const int LeastRequests = 20_000;
    private const int LeastHandshakes = 20;

    [RealGuestFact]
    [Trait("Requirement", "PVMC-DRV-036")]
    [Trait("Requirement", "PVMC-DRV-037")]
    public void The_hardened_driver_without_its_hooks_is_blamed_for_kexec_and_for_sleep_and_for_nothing_else()
    {
        var folder = TemporaryDirectory.Make();
        var source = File.ReadAllText(Repository.PathOf("examples", "linux", "pvmemcontrol.c"));
        Assert.Contains(ShutdownHook, source, StringComparison.Ordinal);
        Assert.Contains(SleepHooks, source, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "pvmemcontrol.c"),
            source.Replace(ShutdownHook, "", StringComparison.Ordinal).Replace(SleepHooks, "", StringComparison.Ordinal)
                .Replace("static void pvmemcontrol_shutdown", "static void __maybe_unused pvmemcontrol_shutdown",
                    StringComparison.Ordinal)
                .Replace("dev_pm_ops pvmemcontrol_pm_ops", "dev_pm_ops __maybe_unused pvmemcontrol_pm_ops",
                    StringComparison.Ordinal));
        var report = Path.Combine(folder, "report.json");

        var run = ToolRun.Of("guest", "--driver", folder, "--time", "10m", "--report", $"json={report}");

        Assert.Equal((int)Outcome.Violation, run.ExitCode);
        using var read = JsonDocument.Parse(File.ReadAllBytes(report));
        var root = read.RootElement;
        Schemas.AssertFits(Schemas.Own("guest-report.schema.json"), root);
        Assert.Equal(JsonValueKind.Null, root.GetProperty("trouble").ValueKind);
        Assert.Equal(
            [
                DriverRequirements.HandOverLeavesNoChannel.Id.ToString(),
                DriverRequirements.CommandsAreRenewed.Id.ToString(),
            ],
            Ids(root, "findings", "requirement"));
        Assert.InRange(root.GetProperty("taggedRequests").GetInt64(), LeastRequests, long.MaxValue);
        Assert.InRange(root.GetProperty("handshakes").GetInt64(), LeastHandshakes, long.MaxValue);
        Assert.Equal(
            JudgeSession.Judged.Keys.Select(r => r.Id.ToString()).Order(),
            Ids(root, "requirements", "id", r => r.GetProperty("exercised").GetInt64() > 0).Order());
    }

    private static IEnumerable<string> Ids(
        JsonElement root, string list, string member, Func<JsonElement, bool>? isMeant = null) =>
        root.GetProperty(list).EnumerateArray().Where(isMeant ?? (_ => true))
            .Select(e => e.GetProperty(member).GetString()!);
}
