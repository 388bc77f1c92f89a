// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.VfioUser.Rig;
using Xunit;

namespace Pvmemcontrol.Properties.RealGuest;

/// <summary>What a guest's kernel reports on its console, and whom it is held against.</summary>
public sealed class KernelReportTests
{
    [Fact]
    [Trait("Requirement", "PVMC-DRV-012")]
    public void A_use_after_free_in_the_driver_is_the_drivers()
    {
        var report = Assert.Single(Reports("""
            [    4.100000] pvmemcontrol 0000:00:03.0: enabling device
            @ requests
            [    4.200001] ==================================================================
            [    4.200002] BUG: KASAN: slab-use-after-free in pvmemcontrol_ioctl+0x1a4/0x2c0 [pvmemcontrol]
            [    4.200003] Read of size 8 at addr ffff888003a4c018 by task init/61
            @ torn
            [    4.200004] Call Trace:
            [    4.200005]  dump_stack_lvl+0x5d/0x80
            [    4.200006]  ? other_function+0x10/0x10 [other]
            [    4.200007]  pvmemcontrol_ioctl+0x1a4/0x2c0 [pvmemcontrol]
            [    4.200008] ==================================================================
            [    4.300000] pvmemcontrol 0000:00:03.0: removed
            """));
        Assert.Equal(DriverRequirements.MemoryIsValid, report.Requirement);
        Assert.Equal("pvmemcontrol", report.Module);
        Assert.StartsWith("BUG: KASAN: slab-use-after-free", report.Title, StringComparison.Ordinal);
        Assert.DoesNotContain(report.Lines, line => line.Contains("removed", StringComparison.Ordinal)
            || line.StartsWith('@'));
    }

    [Theory]
    [InlineData("BUG: kernel NULL pointer dereference, address: 0000000000000010", "PVMC-DRV-012")]
    [InlineData("Oops: general protection fault, probably for a non-canonical address: 0000 [#1]", "PVMC-DRV-012")]
    [InlineData("BUG: sleeping function called from invalid context at mm/slab.h:320", "PVMC-DRV-035")]
    [InlineData("WARNING: bad unlock balance detected!", "PVMC-DRV-013")]
    [InlineData("WARNING: possible circular locking dependency detected", "PVMC-SYS-007")]
    [InlineData("INFO: task init:62 blocked for more than 120 seconds.", "PVMC-SYS-007")]
    public void A_report_names_the_requirement_that_it_shows_violated(string title, string requirement)
    {
        var report = Assert.Single(Reports($"""
            [    9.000001] {title}
            [    9.000002] RIP: 0010:remove_one+0x24/0x90 [driver_of_mine]
            [    9.000003] ---[ end trace 0000000000000000 ]---
            """));
        Assert.Equal(requirement, report.Requirement?.Id.ToString());
        Assert.Equal("driver_of_mine", report.Module);
    }

    [Fact]
    public void What_does_not_go_through_the_driver_is_not_the_drivers()
    {
        var report = Assert.Single(Reports("""
            [    1.000001] WARNING: CPU: 0 PID: 1 at arch/x86/kernel/setup.c:12 setup_arch+0x1/0x2
            [    1.000002] RIP: 0010:setup_arch+0x1/0x2
            [    1.000003]  ? probe_one+0x10/0x10 [pvmemcontrol]
            [    1.000004] ---[ end trace 0000000000000000 ]---
            """));
        Assert.Null(report.Module);
        Assert.Null(report.Requirement);
    }

    [Fact]
    public void A_quiet_console_has_no_report() => Assert.Empty(Reports("""
        [    0.100000] Linux version 6.12.0
        @ PVMC-DRV-007: request 0x2000000001394: the ioctl returned 0
        [    2.000000] reboot: Power down
        """));

    private static ImmutableArray<KernelReport> Reports(string console)
    {
        var guest = new GuestConsole();
        foreach (var line in console.ReplaceLineEndings("\n").Split('\n'))
        {
            guest.Add(line);
        }

        return guest.KernelReports();
    }
}
