// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Collections.Immutable;
using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Concurrency.Races;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Concurrency.Vmms;

/// <summary>Two vCPUs send two requests each while the machine is saved and restored elsewhere.</summary>
[SkipRewriting("a test double")]
internal sealed class MigrationRace : Race
{
    private const string MeetsRequest = "the machine is saved while a request is in flight";
    private const string Before = "a request is answered before the machine is saved";
    private const string After = "a request is answered by the restored device";

    /// <summary>A page without a buffer.</summary>
    private const ulong Bystander = DeviceStage.LaterBuffer;

    private static readonly ulong[] Buffers = [DeviceStage.Buffer, DeviceStage.OtherBuffer];
    private static readonly Errno[,] Errnos = { { Errno.EIO, Errno.EAGAIN }, { Errno.ENOMEM, Errno.EFAULT } };

    internal override string Name => "requests-vs-migration";

    internal override string Title => "Two vCPUs send two requests each while the machine is saved and restored.";

    internal override ImmutableArray<string> Situations => [MeetsRequest, Before, After];

    internal override ImmutableArray<Requirement> Requirements =>
    [
        SystemRequirements.PerformedOnce, SystemRequirements.ReplyWhereAsked, VmmRequirements.RestoreKeepsChannels,
        VmmRequirements.RestoreKeepsContent, VmmRequirements.CommandsArePerformedOnce,
        VmmRequirements.VmmEventsAreQuiescent,
    ];

    internal override void Run(Schedule schedule, Parts parts)
    {
        var stage = new VmmStage(schedule, parts);
        var vmm = parts.Vmm(stage);
        var boot = new Vcpu(schedule, new Histories.History(), vmm, stage.Memory);
        var channels = boot.Handshake(Buffers);
        Ram.Give(stage.Memory, Bystander);
        for (var i = 0; i < Buffers.Length; i++)
        {
            var index = i;
            schedule.Start($"vCPU {i}", () => Ask(schedule, stage, vmm, channels[index], index));
        }

        schedule.Start("VMM", () =>
        {
            if (vmm.IsEntered)
            {
                schedule.Reach(MeetsRequest);
            }

            schedule.Note("saves and restores the machine");
            vmm.Migrate();
        });
        schedule.Join();
        RequireOnce(schedule, stage.Host);
        foreach (var memory in (ReadOnlySpan<GuestMemory>)[stage.Memory, stage.Successor])
        {
            schedule.Require(Ram.IsLeftAlone(memory, Bystander), VmmRequirements.RestoreKeepsContent,
                "save and restore changed what is in guest RAM");
        }
    }

    private static void Ask(Schedule schedule, VmmStage stage, Vmm vmm, uint channel, int index)
    {
        for (var round = 0; round < 2; round++)
        {
            var (buffer, errno) = (Buffers[index], Errnos[index, round]);
            var request = DeviceStage.Ask(4 + (2 * index) + round, errno);

            // What the guest does in its own memory it does in the machine that runs.
            vmm.Touch(memory => Put(memory, buffer, request));
            schedule.Note($"writes {channel:x8} for page {4 + (2 * index) + round}");
            var data = new byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32LittleEndian(data, channel);
            vmm.Write(Registers.Command, data);
            var reply = default(Reply);
            vmm.Touch(memory => reply = Get(memory, buffer));
            schedule.Note($"  reads errno {reply.Errno}");
            var isPerformed = stage.Host.Performed.Contains(request);
            schedule.Reach(ReferenceEquals(vmm.Memory, stage.Memory) ? Before : After);
            schedule.Require(isPerformed, VmmRequirements.RestoreKeepsChannels,
                $"the command write returned, and {request} was not performed");
            schedule.Require(reply.Errno != (uint)Errno.EOPNOTSUPP, VmmRequirements.CommandsArePerformedOnce,
                $"the reply to {request} was taken for a request: {reply}");
            schedule.Require(stage.Host.Performed.Count(request.Equals) < 2, SystemRequirements.PerformedOnce,
                $"{request} was performed twice");
            schedule.Require(reply.Errno == (uint)errno, SystemRequirements.ReplyWhereAsked,
                $"the reply to {request} is {reply}");
        }
    }

    private static void RequireOnce(Schedule schedule, RacingHost host)
    {
        foreach (var group in host.Performed.GroupBy(request => request))
        {
            schedule.Require(group.Count() == 1, SystemRequirements.PerformedOnce,
                $"{group.Key} was performed {group.Count()} times");
        }
    }

    private static void Put(GuestMemory memory, ulong buffer, Request request)
    {
        var data = new byte[Request.Size];
        request.Encode(data);
        memory.Write(buffer, data);
    }

    private static Reply Get(GuestMemory memory, ulong buffer)
    {
        var data = new byte[Request.Size];
        memory.Read(buffer, data);
        return Reply.Decode(data);
    }
}
