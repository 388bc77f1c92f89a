// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Drivers.Processes;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Sources;

/// <summary>
/// Sources of drivers are explored: broken ones are caught by their name, correct ones are not blamed.
/// </summary>
[BeginsFirst]
public sealed class SourceTests
{
    /// <summary>The first of each requirement.</summary>
    public static TheoryData<string> Broken { get; } =
        [.. BrokenDrivers.All.DistinctBy(d => d.Requirement).Select(d => d.Name)];

    public static TheoryData<string> Others { get; } =
        [.. BrokenDrivers.All.Except(BrokenDrivers.All.DistinctBy(d => d.Requirement)).Select(d => d.Name)];

    public static TheoryData<string> Correct { get; } = [.. CorrectDrivers.All.Select(d => d.Name)];

    /// <summary>Worlds in which makes differ: sharing, lifetimes, sleep.</summary>
    private static readonly string[] Telling =
    [
        "two-ioctls-one-file", "rt-preempted-request", "ioctl-vs-remove", "fd-survives-rebind",
        "misc-open-vs-deregister", "probe-fails-anywhere", "hibernate-resume",
        "hibernate-with-revoked-page", "hibernate-with-locked-page",
    ];

    private const string WaitQueue = "wait_queue_and_spinlock";
    private const string CrowdedByWaitQueue = "hibernate-with-revoked-page";

    [CTheory]
    [MemberData(nameof(Broken))]
    [Trait("Requirement", "PVMC-DRV-012")]
    [Trait("Requirement", "PVMC-DRV-013")]
    [Trait("Requirement", "PVMC-DRV-014")]
    public void A_broken_driver_is_caught_by_the_requirement_in_its_name(string name) => AssertCaught(name);

    [LongCTheory]
    [MemberData(nameof(Others))]
    public void So_is_another_that_breaks_the_same(string name) => AssertCaught(name);

    private static void AssertCaught(string name)
    {
        var driver = BrokenDrivers.All.Single(d => d.Name == name);
        var report = Check(driver.Source, [driver.World], preemptions: 2);
        Assert.Contains(driver.Requirement, report.Defects.Select(d => d.Requirement.Id.ToString()));
        Assert.All(report.Defects, d => Assert.InRange(d.Finding.Preemptions, 0, 2));
    }

    /// <summary>Worlds in which a CPU goes offline or the kernel crashes are of models only.</summary>
    [Fact]
    public void Every_requirement_of_the_driver_is_broken_by_a_driver() => Assert.Equal(
        Catalogue.All.Where(r => r.Id.Area == RequirementArea.Drv).Select(r => r.Id.ToString())
            .Except(["PVMC-DRV-043", "PVMC-DRV-044"]),
        BrokenDrivers.All.Select(d => d.Requirement).Where(r => r.Contains("DRV", StringComparison.Ordinal)).Distinct()
            .Order(StringComparer.Ordinal));

    [CTheory]
    [MemberData(nameof(Correct))]
    public void A_correct_driver_of_another_make_is_not_blamed(string name)
    {
        var source = CorrectDrivers.All.Single(d => d.Name == name).Source;
        string[] crowded = name == WaitQueue ? [CrowdedByWaitQueue] : [];
        AssertHolds(Check(source, [.. Telling.Except(crowded)], preemptions: 1), preemptions: 1);
        if (crowded.Length > 0)
        {
            AssertHolds(Check(source, crowded, preemptions: 0), preemptions: 0);
        }
    }

    [LongCFact]
    public void Nor_is_a_wait_queue_with_a_preemption_where_that_means_84_000_schedules() => AssertHolds(
        DriverCheck.Run(DriverCheck.Options(
            DriverCheck.FileOf(CorrectDrivers.All.Single(d => d.Name == WaitQueue).Source),
            DriverCheck.Worlds(CrowdedByWaitQueue)) with
        {
            Time = TimeSpan.FromMinutes(3),
        }), preemptions: 1);

    private static void AssertHolds(DriverReport report, int preemptions)
    {
        Assert.Empty(report.Defects.Select(d => $"{d.Requirement.Id}: {d.Finding.Text} ({d.World.Name})"));
        Assert.All(report.Worlds, w => Assert.Equal(preemptions, w.ExhaustedBound));
    }

    [CFact]
    public void The_hardened_Linux_driver_meets_every_requirement_in_every_world()
    {
        var report = Check(File.ReadAllText(DriverEdit.Hardened), [], preemptions: 1);
        AssertHolds(report, preemptions: 1);
        Assert.Equal(DriverRun.Worlds.Count, report.Worlds.Count);
    }

    [CTheory]
    [InlineData("probe-fails-then-free")]
    [InlineData("probe-fails-anywhere")]
    [Trait("Requirement", "PVMC-DRV-023")]
    [Trait("Requirement", "PVMC-DRV-024")]
    public void What_is_kept_after_two_wrong_answers_is_no_leak(string world)
    {
        var changes = new WorldChanges(Cpus: null, IsRealTime: false, Faults: 2, Kernel: null);
        var report = DriverCheck.Run(DriverCheck.Options(DriverCheck.FileOf(File.ReadAllText(DriverEdit.Hardened)),
            [.. DriverCheck.Worlds(world).Select(changes.Apply)], preemptions: 0));
        AssertHolds(report, preemptions: 0);
    }

    private static DriverReport Check(string source, string[] worlds, int preemptions) =>
        DriverCheck.Run(DriverCheck.Options(DriverCheck.FileOf(source),
            worlds.Length == 0 ? DriverRun.Worlds : DriverCheck.Worlds(worlds), preemptions));
}
