// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Concurrency.Races;

/// <summary>
/// Two vCPUs write the same command. The second finds the reply to the first in the buffer, which is an unknown
/// function: it must be refused, and the request must not be performed again.
/// </summary>
[SkipRewriting("a test double")]
internal sealed class SharedChannelRace : Race
{
    private const string Busy = "a command comes while its channel is busy";

    internal override string Name => "two-vcpus-one-channel";

    internal override string Title => "Two vCPUs write the command of one channel.";

    internal override ImmutableArray<string> Situations => [Busy];

    internal override ImmutableArray<Requirement> Requirements =>
        [RequestRequirements.EveryRequestIsAnswered, SystemRequirements.PerformedOnce];

    internal override void Run(Schedule schedule, Parts parts)
    {
        var stage = new DeviceStage(schedule, parts);
        var channel = stage.Boot.Handshake(DeviceStage.Buffer)[0];
        stage.Boot.Put(DeviceStage.Buffer, DeviceStage.Ask(4, Errno.EIO));
        for (var i = 0; i < 2; i++)
        {
            schedule.Start($"vCPU {i}", () =>
            {
                if (stage.Host.InFlight > 0)
                {
                    schedule.Reach(Busy);
                }

                stage.NewVcpu().Write(channel);
            });
        }

        schedule.Join();
        schedule.Require(stage.Host.Performed.Count == 1, SystemRequirements.PerformedOnce,
            $"a request was performed {stage.Host.Performed.Count} times");
        var reply = stage.Boot.Get(DeviceStage.Buffer);
        schedule.Require(reply.Errno == (uint)Errno.EOPNOTSUPP, RequestRequirements.EveryRequestIsAnswered,
            $"two commands were written, and the buffer holds {reply}");
    }
}
