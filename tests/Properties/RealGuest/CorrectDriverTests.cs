// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.VfioUser.Faults;
using Pvmemcontrol.VfioUser.Judging;
using Xunit;

namespace Pvmemcontrol.Properties.RealGuest;

/// <summary>What does everything right is never blamed, and what it does is counted.</summary>
public sealed class CorrectDriverTests
{
    [Fact]
    public void A_driver_that_bears_every_fault_is_not_blamed_and_exercises_what_can_be_judged()
    {
        using var guest = new FakeGuest();
        using var second = guest.Second();
        var driver = new CorrectDriver(guest);
        driver.Bind();
        guest.Mark(MarkKind.Checked, 6);
        driver.Use(10);
        driver.Unbind();
        while (guest.FaultsLeft > 0)
        {
            guest.Mark(MarkKind.NextFault);
            driver.Bind();
            if (driver.IsBound)
            {
                driver.Use(6);
                driver.Unbind();
            }

            guest.Mark(MarkKind.Churned);
        }

        guest.Mark(MarkKind.Fault, (int)FaultKind.None);
        driver.Bind();
        driver.Use(2);
        guest.Mark(MarkKind.Kexec);
        driver.Leave();
        guest.Mark(MarkKind.Boot, FakeGuest.Cpus);

        Assert.Empty(guest.Found);
        Assert.All([6, 7, 8, 9, 11, 20, 21, 22, 25, 26, 28, 32, 33, 34, 36], number =>
            Assert.True(guest.Session.Exercised(Driver(number)) > 0, $"PVMC-DRV-{number:000} is not exercised"));
    }

    [Fact]
    public void A_driver_that_loads_writes_addresses_at_once_and_skips_INFO_after_suspend_is_not_blamed()
    {
        using var guest = new FakeGuest();
        var driver = new CorrectDriver(guest);
        driver.Bind();
        driver.Use(2);
        guest.Mark(MarkKind.Suspend);
        driver.Leave();
        guest.ResetVm();
        guest.Do(Model.Abi.TransportCommand.Reset);
        var channels = Enumerable.Range(0, 2).Select(i => guest.Register(FakeGuest.Buffer(i))!.Value).ToArray();
        guest.Do(Model.Abi.TransportCommand.Ready);
        guest.Mark(MarkKind.Resumed);
        guest.Send(channels[1], FakeGuest.Buffer(1), guest.NextTagged());
        Assert.Empty(guest.Found);
        Assert.Equal(1, guest.Session.Exercised(DriverRequirements.CommandsAreRenewed));
    }

    [Fact]
    public void A_driver_that_goes_on_after_a_sleep_in_which_the_device_lost_nothing_is_not_judged_by_it()
    {
        using var guest = new FakeGuest();
        var channels = guest.Handshake();
        guest.Mark(MarkKind.Suspend);
        guest.Mark(MarkKind.Resumed);
        guest.Send(channels[0], FakeGuest.Buffer(0), guest.NextTagged());
        Assert.Empty(guest.Found);
        Assert.Equal(0, guest.Session.Exercised(DriverRequirements.CommandsAreRenewed));
    }

    [Fact]
    public void Two_devices_with_drivers_of_their_own_are_not_blamed()
    {
        using var guest = new FakeGuest();
        using var second = guest.Second();
        var (one, other) = (new CorrectDriver(guest), new CorrectDriver(second, firstBuffer: 8));
        one.Bind();
        other.Bind();
        one.Unbind();
        other.Use(4);
        other.Unbind();
        Assert.Empty(guest.Found);
    }

    [Fact]
    public void A_reset_of_the_VM_forgets_channels_and_numbers()
    {
        using var guest = new FakeGuest();
        var channels = guest.Handshake();
        var request = guest.NextTagged();
        guest.Send(channels[0], FakeGuest.Buffer(0), request);
        guest.ResetVm();
        guest.Mark(MarkKind.Boot, FakeGuest.Cpus);
        channels = guest.Handshake();
        guest.Send(channels[0], FakeGuest.Buffer(0), request);
        Assert.Empty(guest.Found);
    }

    [Fact]
    public void A_request_that_failed_for_want_of_memory_may_be_tried_again()
    {
        using var guest = new FakeGuest();
        guest.Mark(MarkKind.Fault, (int)FaultKind.Refused);
        var channels = guest.Handshake();
        var request = guest.NextTagged();
        guest.Send(channels[0], FakeGuest.Buffer(0), request);
        guest.Send(channels[0], FakeGuest.Buffer(0), request);
        Assert.Empty(guest.Found);
    }

    [Fact]
    public void Without_marks_only_the_accesses_count()
    {
        using var guest = new FakeGuest();
        guest.ResetVm();
        var channels = guest.Handshake();
        guest.Send(channels[0], FakeGuest.Buffer(0), guest.NextTagged());
        guest.Do(Model.Abi.TransportCommand.Disconnect);
        guest.Command(channels[0]);
        guest.Handshake();
        Assert.Empty(guest.Found);
    }

    private static Requirement Driver(int number) =>
        Catalogue.All.Single(r => r.Id == new RequirementId(RequirementArea.Drv, number));
}
