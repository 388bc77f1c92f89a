// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Properties.Device;
using Pvmemcontrol.VfioUser.Server;
using Xunit;

namespace Pvmemcontrol.Properties.Sockets;

/// <summary>A server of vfio-user as the device under test.</summary>
public sealed class ServerTargetTests
{
    [Fact]
    public void This_projects_server_conforms()
    {
        using var device = new ServedDevice();
        var verdict = Judge(device);
        Assert.Equal(Outcome.Conforms, verdict.Outcome);
        Assert.InRange(verdict.Requests, 1_000, long.MaxValue);
    }

    [Fact]
    [Trait("Requirement", "PVMC-VMM-015")]
    public void A_server_that_claims_to_protect_the_guests_pages_is_caught()
    {
        using var device = new ServedMmio(new Vmm015ClaimsProtection());
        var verdict = Judge(device);
        Assert.Equal(Outcome.Violation, verdict.Outcome);
        Assert.Equal("PVMC-VMM-015", verdict.Violation!.Finding.Requirement.Id.ToString());
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-048")]
    public void A_server_that_goes_away_is_a_device_that_died()
    {
        using var device = new ServedMmio(new Dev048EndsAtOneByte());
        var verdict = Judge(device);
        Assert.Equal(Outcome.Died, verdict.Outcome);
        Assert.Equal("PVMC-DEV-048", verdict.Violation!.Finding.Requirement.Id.ToString());
        Assert.Contains("the server closed", verdict.Violation.Finding.Observed, StringComparison.Ordinal);
    }

    private static Verdict Judge(IServedDevice device)
    {
        var socket = FakeGuest.NewSocket();
        using var server = new DeviceServer(socket, device);
        var runner = RunnerSettings.Default;
        return new ScenarioCampaign(TargetSpec.Server(socket), new CampaignOptions
        {
            Seed = 1,
            Profile = Profile.Abi,
            Backing = Layouts.SharedName,
            Time = TimeSpan.FromSeconds(4),
            Runner = runner with { Host = runner.Host with { IsOtherProcess = true } },
        }).Run();
    }
}
