// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Concurrency.Races;

/// <summary>Two vCPUs send a request each; a third drops their channels, and gives the buffers back.</summary>
[SkipRewriting("a test double")]
internal sealed class DropRace(string name, string how, Requirement quiescence, Action<Vcpu> drop) : Race
{
    /// <summary>The ways to drop channels.</summary>
    internal static readonly ImmutableArray<DropRace> All =
    [
        new("requests-vs-reset", "RESET", EffectRequirements.DropIsQuiescent,
            vcpu => vcpu.Write((uint)TransportCommand.Reset)),
        new("requests-vs-disconnect", "DISCONNECT", EffectRequirements.DropIsQuiescent,
            vcpu => vcpu.Write((uint)TransportCommand.Disconnect)),
        new("requests-vs-protocol-error", "a protocol error", EffectRequirements.DropIsQuiescent,
            vcpu => vcpu.Write((uint)TransportCommand.Ready)),
        new("requests-vs-vm-reset", "a reset of the VM", VmmRequirements.VmmEventsAreQuiescent,
            vcpu => vcpu.ResetVm()),
    ];

    internal override string Name => name;

    internal override string Title => $"Requests on two channels, and {how} on a third vCPU.";

    internal override ImmutableArray<string> Situations =>
    [
        Races.Situations.TwoInFlight, Races.Situations.DropMeetsRequest, Races.Situations.RequestAfterDrop,
        Races.Situations.RequestBeforeDrop,
    ];

    internal override ImmutableArray<Requirement> Requirements =>
    [
        quiescence, SystemRequirements.DroppedBufferIsLeftAlone,
        SystemRequirements.ReplyWhereAsked, VmmRequirements.CommandsArePerformedOnce,
    ];

    internal override void Run(Schedule schedule, Parts parts)
    {
        var stage = new DeviceStage(schedule, parts);
        ReadOnlySpan<ulong> buffers = [DeviceStage.Buffer, DeviceStage.OtherBuffer];
        ReadOnlySpan<Errno> errnos = [Errno.EIO, Errno.EAGAIN];
        var channels = stage.Boot.Handshake(buffers);
        for (var i = 0; i < buffers.Length; i++)
        {
            var (channel, buffer, errno) = (channels[i], buffers[i], errnos[i]);
            stage.Boot.Put(buffer, DeviceStage.Ask(4 + i, errno));
            schedule.Start($"vCPU {i}", () => Ask(schedule, stage.NewVcpu(), channel, buffer, errno));
        }

        schedule.Start("vCPU 2", () => Drop(schedule, stage));
        schedule.Join();
        RequireLeftAlone(schedule, stage.Memory);
        stage.RequireLinearizable();
    }

    private static void Ask(Schedule schedule, Vcpu vcpu, uint channel, ulong buffer, Errno errno)
    {
        var operation = vcpu.Write(channel);
        schedule.Reach(operation.Performed.Count > 0
            ? Races.Situations.RequestBeforeDrop
            : Races.Situations.RequestAfterDrop);

        // The buffer is this vCPU's as long as the other has not given it back: then the poison is checked.
        var reply = vcpu.Get(buffer);
        if (operation.Performed.Count > 0 && !Ram.IsPoison(reply))
        {
            operation.Reply = reply;
            schedule.Require(reply.Errno == (uint)errno, SystemRequirements.ReplyWhereAsked,
                $"the reply to {operation.Performed[0]} is {reply}");
        }
    }

    private void Drop(Schedule schedule, DeviceStage stage)
    {
        var vcpu = stage.NewVcpu();
        if (stage.Host.InFlight > 0)
        {
            schedule.Reach(Races.Situations.DropMeetsRequest);
        }

        drop(vcpu);
        schedule.Require(stage.Host.InFlight == 0, quiescence,
            $"{how} returned while a request was in flight");
        Ram.Give(stage.Memory, DeviceStage.Buffer);
        Ram.Give(stage.Memory, DeviceStage.OtherBuffer);
        schedule.Note("gives the buffers back");
        var channel = vcpu.Handshake(DeviceStage.LaterBuffer)[0];
        vcpu.Put(DeviceStage.LaterBuffer, DeviceStage.Ask(6, Errno.ENOMEM));
        var reply = vcpu.Send(channel, DeviceStage.LaterBuffer);
        schedule.Require(reply?.Errno == (uint)Errno.ENOMEM, SystemRequirements.ReplyWhereAsked,
            $"after a new handshake the reply is {reply}");
        RequireLeftAlone(schedule, stage.Memory);
    }

    private void RequireLeftAlone(Schedule schedule, GuestMemory memory)
    {
        foreach (var buffer in (ReadOnlySpan<ulong>)[DeviceStage.Buffer, DeviceStage.OtherBuffer])
        {
            schedule.Require(Ram.IsLeftAlone(memory, buffer), SystemRequirements.DroppedBufferIsLeftAlone,
                $"after {how} had returned, the device wrote to the old buffer at 0x{buffer:x}");
        }
    }
}
