// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Concurrency.Races;

/// <summary>Two vCPUs, a channel each, two requests each.</summary>
[SkipRewriting("a test double")]
internal sealed class ParallelRace : Race
{
    private const int Rounds = 2;
    private static readonly ulong[] Buffers = [DeviceStage.Buffer, DeviceStage.OtherBuffer];
    private static readonly Errno[,] Errnos = { { Errno.EIO, Errno.EAGAIN }, { Errno.ENOMEM, Errno.EFAULT } };

    internal override string Name => "requests-in-parallel";

    internal override string Title => "Two vCPUs send two requests each, on channels of their own.";

    internal override ImmutableArray<string> Situations => [Races.Situations.TwoInFlight];

    internal override ImmutableArray<Requirement> Requirements =>
    [
        SystemRequirements.ReplyWhereAsked, SystemRequirements.PerformedOnce,
        VmmRequirements.CommandWritesAreSynchronous, VmmRequirements.CommandsArePerformedOnce,
        ConcurrencyRequirements.ChannelsAreParallel,
    ];

    internal override void Run(Schedule schedule, Parts parts)
    {
        var stage = new DeviceStage(schedule, parts);
        var channels = stage.Boot.Handshake(Buffers);
        var unanswered = new List<Request>();
        for (var i = 0; i < Buffers.Length; i++)
        {
            var index = i;
            schedule.Start($"vCPU {i}", () => Ask(schedule, stage.NewVcpu(), channels[index], index, unanswered));
        }

        schedule.Join();
        stage.Device.Dispose();
        foreach (var request in unanswered)
        {
            schedule.Violate(
                stage.Host.Performed.Contains(request)
                    ? VmmRequirements.CommandWritesAreSynchronous
                    : VmmRequirements.CommandsArePerformedOnce,
                $"the command write returned, and {request} was not answered");
        }

        schedule.Require(stage.Host.Performed.Count == Rounds * Buffers.Length, SystemRequirements.PerformedOnce,
            $"{stage.Host.Performed.Count} requests were performed");
        stage.RequireLinearizable();
    }

    private static void Ask(Schedule schedule, Vcpu vcpu, uint channel, int index, List<Request> unanswered)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var request = DeviceStage.Ask(4 + (2 * index) + round, Errnos[index, round]);
            vcpu.Put(Buffers[index], request);
            var operation = vcpu.Write(channel);
            if (vcpu.GetRequest(Buffers[index]) == request)
            {
                unanswered.Add(request);
                return;
            }

            operation.Reply = vcpu.Get(Buffers[index]);
            schedule.Require(operation.Reply.Value.Errno == (uint)Errnos[index, round],
                SystemRequirements.ReplyWhereAsked, $"the reply to {request} is {operation.Reply}");
        }
    }
}
