// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Concurrency.Races;

/// <summary>
/// Two vCPUs send requests about memory that is unplugged meanwhile, together with a third channel's buffer. A request
/// is performed before, or refused afterwards; none is lost.
/// </summary>
[SkipRewriting("a test double")]
internal sealed class UnplugRace : Race
{
    private const string MeetsRequest = "memory is unplugged while a request is in flight";
    private const string Before = "a request is performed before the memory is unplugged";
    private const string After = "a request about memory that is unplugged is refused";

    private static readonly ulong[] Buffers = [DeviceStage.Buffer, DeviceStage.OtherBuffer];
    private static readonly Errno[] Errnos = [Errno.EIO, Errno.EAGAIN];

    /// <summary>In the memory that is unplugged.</summary>
    private static readonly ulong GoneBuffer = Ram.Page(Unplugged.First) + 0x80;

    internal override string Name => "requests-vs-unplug";

    internal override string Title => "Requests on two channels, and memory that they are about is unplugged.";

    internal override ImmutableArray<string> Situations => [MeetsRequest, Before, After];

    internal override ImmutableArray<Requirement> Requirements =>
    [
        VmmRequirements.CommandsArePerformedOnce, VmmRequirements.OnlyPresentGuestRam,
        SystemRequirements.UnpluggedMemoryIsLeftAlone,
    ];

    internal override void Run(Schedule schedule, Parts parts)
    {
        var stage = new DeviceStage(schedule, parts);
        var channels = stage.Boot.Handshake([.. Buffers, GoneBuffer]);
        foreach (var i in (ReadOnlySpan<int>)[0, 1])
        {
            schedule.Start($"vCPU {i}", () => Ask(schedule, stage.NewVcpu(), channels[i], i));
        }

        var performed = 0;
        schedule.Start("VMM", () =>
        {
            if (stage.Host.InFlight > 0)
            {
                schedule.Reach(MeetsRequest);
            }

            schedule.Note("unplugs the upper half of memory");
            Unplugged.Unplug(stage);
            schedule.Note("  it is unplugged");
            performed = stage.Host.Performed.Count;
            schedule.Require(stage.Host.InFlight == 0, VmmRequirements.OnlyPresentGuestRam,
                "memory was unplugged while a request in flight used it");
        });
        schedule.Join();
        schedule.Require(stage.Host.Performed.Count == performed, SystemRequirements.UnpluggedMemoryIsLeftAlone,
            "a request acted on memory after it was unplugged");
        RequireDropped(schedule, stage, channels[2]);
        RequireBack(schedule, stage, channels[0]);
    }

    private static void Ask(Schedule schedule, Vcpu vcpu, uint channel, int index)
    {
        vcpu.Put(Buffers[index], DeviceStage.Ask(Unplugged.First + 1 + index, Errnos[index]));
        var isPerformed = vcpu.Write(channel).Performed.Count > 0;
        schedule.Reach(isPerformed ? Before : After);
        var reply = vcpu.Get(Buffers[index]);
        var expected = isPerformed ? Errnos[index] : Errno.EINVAL;
        schedule.Require(reply.Errno == (uint)expected, VmmRequirements.CommandsArePerformedOnce,
            $"the command write returned, and the reply is {reply}");
    }

    /// <summary>The channel whose buffer is gone is gone too: its memory may be somebody else's.</summary>
    private static void RequireDropped(Schedule schedule, DeviceStage stage, uint channel)
    {
        Ram.Give(stage.Memory, GoneBuffer);
        stage.Boot.Write(channel);
        schedule.Require(Ram.IsLeftAlone(stage.Memory, GoneBuffer), VmmRequirements.OnlyPresentGuestRam,
            "the device wrote to a buffer in memory that was unplugged");
    }

    private static void RequireBack(Schedule schedule, DeviceStage stage, uint channel)
    {
        Unplugged.PlugAgain(stage);
        stage.Boot.Put(Buffers[0], DeviceStage.Ask(Unplugged.First, Errno.ENOMEM));
        stage.Boot.Write(channel);
        schedule.Require(stage.Boot.Get(Buffers[0]).Errno == (uint)Errno.ENOMEM, VmmRequirements.OnlyPresentGuestRam,
            "a request about memory that was plugged in again is not performed");
    }
}
