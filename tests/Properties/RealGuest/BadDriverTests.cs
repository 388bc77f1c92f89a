// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.VfioUser.Faults;
using Pvmemcontrol.VfioUser.Judging;
using Pvmemcontrol.VfioUser.Tagging;
using Xunit;

namespace Pvmemcontrol.Properties.RealGuest;

/// <summary>Each rule of the judge names a driver that breaks it, and only that rule.</summary>
public sealed class BadDriverTests : IDisposable
{
    private readonly FakeGuest _guest = new();

    public void Dispose() => _guest.Dispose();

    [Fact]
    [Trait("Requirement", "PVMC-DRV-006")]
    public void INFO_of_a_user_that_reaches_the_device()
    {
        var channels = _guest.Handshake();
        _guest.Send(channels[0], FakeGuest.Buffer(0), _guest.NextTagged());
        _guest.Send(channels[1], FakeGuest.Buffer(1), FakeGuest.Info);
        AssertFound("PVMC-DRV-006");
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-007")]
    public void What_the_guest_itself_has_seen()
    {
        _guest.Handshake();
        _guest.Mark(MarkKind.Found, 7);
        AssertFound("PVMC-DRV-007");
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-008")]
    public void A_request_whose_words_come_from_two()
    {
        var channels = _guest.Handshake();
        var (one, other) = (_guest.NextTagged(), _guest.NextTagged());
        _guest.Send(channels[0], FakeGuest.Buffer(0), one with { Arg = other.Arg });
        AssertFound("PVMC-DRV-008");
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-008")]
    public void A_request_that_is_sent_twice()
    {
        var channels = _guest.Handshake();
        var request = _guest.NextTagged();
        _guest.Send(channels[0], FakeGuest.Buffer(0), request);
        _guest.Send(channels[1], FakeGuest.Buffer(1), request);
        AssertFound("PVMC-DRV-008");
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-008")]
    public void A_request_that_nobody_has_passed()
    {
        var channels = _guest.Handshake();
        _guest.Mark(MarkKind.RequestsBegin);
        _guest.Send(channels[0], FakeGuest.Buffer(0), new Request(0x5F_0000_005F, 1, 2, 3));
        AssertFound("PVMC-DRV-008");
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-009")]
    public void A_request_stored_into_a_channel_in_use()
    {
        var channels = _guest.Handshake();
        _guest.AfterWrite = () => _guest.Put(FakeGuest.Buffer(0), TaggedRequest.Of((2UL << 48) | 1));
        _guest.Send(channels[0], FakeGuest.Buffer(0), _guest.NextTagged());
        AssertFound("PVMC-DRV-009");
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-011")]
    public void An_unanswered_request_that_the_guest_was_told_is_fine()
    {
        _guest.Mark(MarkKind.Fault, (int)FaultKind.Silent);
        var channels = _guest.Handshake();
        var request = _guest.NextTagged();
        Assert.Equal(request, _guest.Send(channels[0], FakeGuest.Buffer(0), request));
        _guest.Mark(MarkKind.Found, 11);
        AssertFound("PVMC-DRV-011");
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-020")]
    public void READY_without_a_buffer_for_each_possible_CPU()
    {
        _guest.Do(TransportCommand.Reset);
        _guest.Register(FakeGuest.Buffer(0));
        _guest.Do(TransportCommand.Ready);
        AssertFound("PVMC-DRV-020");
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-020")]
    public void A_channel_command_that_no_REGISTER_has_returned()
    {
        var channels = _guest.Handshake();
        _guest.Command(channels[1] + 1);
        AssertFound("PVMC-DRV-020");
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-021")]
    public void Two_tasks_that_register_at_once()
    {
        _guest.Do(TransportCommand.Reset);
        _guest.Address(FakeGuest.Buffer(0));
        _guest.Address(FakeGuest.Buffer(1));
        _guest.Do(TransportCommand.Register);
        AssertFound("PVMC-DRV-021");
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-021")]
    public void A_request_between_an_address_and_its_REGISTER()
    {
        var channels = _guest.Handshake();
        _guest.Address(FakeGuest.Buffer(3));
        _guest.Send(channels[0], FakeGuest.Buffer(0), _guest.NextTagged());
        AssertFound("PVMC-DRV-021");
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-022")]
    public void A_probe_that_fails_and_leaves_the_driver_bound()
    {
        BindWith(FaultKind.InfoRefused, () => _guest.Do(TransportCommand.Disconnect), isBound: true, hasNode: false);
        AssertFound("PVMC-DRV-022");
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-025")]
    public void A_failed_probe_that_does_not_tell_the_device()
    {
        BindWith(FaultKind.ReadyUnanswered, () => { }, isBound: false, hasNode: false);
        AssertFound("PVMC-DRV-025");
    }

    [Theory]
    [InlineData(FaultKind.InfoUnanswered)]
    [InlineData(FaultKind.InfoPageSizeZero)]
    [InlineData(FaultKind.InfoRefused)]
    [Trait("Requirement", "PVMC-DRV-026")]
    public void A_probe_that_succeeds_without_an_answer_to_INFO(FaultKind fault)
    {
        BindWith(fault, () => { }, isBound: true, hasNode: true);
        AssertFound("PVMC-DRV-026");
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-026")]
    public void Requests_of_users_without_an_answer_to_INFO()
    {
        _guest.Mark(MarkKind.Fault, (int)FaultKind.InfoPageSizeZero);
        var channels = _guest.Handshake();
        _guest.Send(channels[0], FakeGuest.Buffer(0), _guest.NextTagged());
        AssertFound("PVMC-DRV-026");
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-028")]
    public void A_request_before_READY()
    {
        _guest.Do(TransportCommand.Reset);
        var channel = _guest.Register(FakeGuest.Buffer(0))!.Value;
        _guest.Send(channel, FakeGuest.Buffer(0), _guest.NextTagged());
        AssertFound("PVMC-DRV-028");
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-028")]
    public void A_request_on_a_channel_that_has_no_command_yet()
    {
        _guest.Mark(MarkKind.BindBegin);
        _guest.Do(TransportCommand.Reset);
        _guest.Command(0);
        AssertFound("PVMC-DRV-028");
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-029")]
    public void A_probe_of_a_second_device_that_resets_the_first()
    {
        using var second = _guest.Second();
        new CorrectDriver(_guest).Bind();
        second.Mark(MarkKind.BindBegin);
        _guest.Do(TransportCommand.Reset);
        AssertFound("PVMC-DRV-029");
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-032")]
    public void Buffers_that_others_get_although_the_device_has_not_dropped_them()
    {
        _guest.Mark(MarkKind.Fault, (int)FaultKind.DisconnectUnanswered);
        _guest.Handshake();
        _guest.Mark(MarkKind.UnbindBegin);
        _guest.Do(TransportCommand.Disconnect);
        _guest.Mark(MarkKind.UnbindEnd);
        _guest.Put(FakeGuest.Buffer(1), new Request(1, 2, 3, 4));
        _guest.Mark(MarkKind.Churned);
        AssertFound("PVMC-DRV-032");
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-033")]
    public void Remove_that_disconnects_another_device()
    {
        using var second = _guest.Second();
        new CorrectDriver(_guest).Bind();
        new CorrectDriver(second, firstBuffer: 8).Bind();
        second.Mark(MarkKind.UnbindBegin);
        _guest.Do(TransportCommand.Disconnect);
        AssertFound("PVMC-DRV-033");
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-034")]
    public void A_register_access_after_remove()
    {
        var driver = new CorrectDriver(_guest);
        driver.Bind();
        driver.Unbind();
        _guest.Read(Registers.Command);
        AssertFound("PVMC-DRV-034");
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-036")]
    public void Channels_that_survive_kexec()
    {
        new CorrectDriver(_guest).Bind();
        _guest.Mark(MarkKind.Kexec);
        _guest.Mark(MarkKind.Boot, FakeGuest.Cpus);
        AssertFound("PVMC-DRV-036");
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-037")]
    public void A_channel_command_of_before_the_device_lost_its_state()
    {
        var channels = _guest.Handshake();
        _guest.Mark(MarkKind.Suspend);
        _guest.ResetVm();
        _guest.Mark(MarkKind.Resumed);
        _guest.Send(channels[0], FakeGuest.Buffer(0), _guest.NextTagged());
        AssertFound("PVMC-DRV-037");
    }

    [Fact]
    [Trait("Requirement", "PVMC-VMM-006")]
    public void A_posted_write_is_the_VMMs_and_the_driver_is_not_judged()
    {
        _guest.Do(TransportCommand.Reset);
        _guest.Command((uint)TransportCommand.Ready, isPosted: true);
        Assert.True(_guest.Session.IsPosted);
        AssertFound("PVMC-VMM-006");
        Assert.All(JudgeSession.Judged.Keys, r => Assert.Equal(0, _guest.Session.Exercised(r)));
    }

    /// <summary>A handshake with a fault that probe meets, and what probe does and says then.</summary>
    private void BindWith(FaultKind fault, Action then, bool isBound, bool hasNode)
    {
        _guest.Mark(MarkKind.Fault, (int)fault);
        _guest.Mark(MarkKind.BindBegin);
        _guest.Handshake();
        then();
        _guest.Mark(Mark.BindEnd(isBound ? 0 : 22, isBound, hasNode));
    }

    private void AssertFound(string requirement)
    {
        Assert.Equal([requirement], _guest.Found);
        Assert.NotEmpty(_guest.Session.Findings[0].Observed);
    }
}
