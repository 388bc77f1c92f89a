// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Concurrency.Races;

/// <summary>
/// Two vCPUs at the transport registers at once. No driver may do so (PVMC-DRV-021), a guest can: some order of the
/// accesses must explain their results.
/// </summary>
[SkipRewriting("a test double")]
internal sealed class RegistersRace : Race
{
    private const string Lost = "an answer that was read is the other vCPU's";

    internal override string Name => "two-vcpus-at-the-registers";

    internal override string Title => "Two vCPUs register a buffer each, with one address register.";

    internal override ImmutableArray<string> Situations => [Lost];

    internal override ImmutableArray<Requirement> Requirements => [VmmRequirements.CommandsArePerformedOnce];

    internal override void Run(Schedule schedule, Parts parts)
    {
        var stage = new DeviceStage(schedule, parts);
        stage.Boot.Do(TransportCommand.Reset);
        var commands = new uint[2];
        schedule.Start("vCPU 0", () => commands[0] = stage.NewVcpu().Register(DeviceStage.Buffer));
        schedule.Start("vCPU 1", () => commands[1] = stage.NewVcpu().Register(DeviceStage.OtherBuffer));
        schedule.Join();
        if (commands[0] == commands[1])
        {
            schedule.Reach(Lost);
        }

        stage.Boot.Do(TransportCommand.Ready);
        stage.RequireLinearizable();
    }
}
