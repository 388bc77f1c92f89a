// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Concurrency.Races;

/// <summary>Pages are locked and revoked while the VM is reset: afterwards none may be.</summary>
[SkipRewriting("a test double")]
internal sealed class AttributesRace : Race
{
    private const string Undone = "a page is revoked or locked, and the reset undoes it";

    internal override string Name => "attributes-vs-vm-reset";

    internal override string Title => "MPROTECT_NONE and MLOCK on two vCPUs, and a reset of the VM on a third.";

    internal override ImmutableArray<string> Situations =>
        [Undone, Races.Situations.DropMeetsRequest, Races.Situations.RequestAfterDrop];

    internal override ImmutableArray<Requirement> Requirements =>
    [
        VmmRequirements.VmResetDropsChannels, VmmRequirements.VmResetRestoresMemory,
        VmmRequirements.VmmEventsAreQuiescent,
    ];

    internal override void Run(Schedule schedule, Parts parts)
    {
        var stage = new DeviceStage(schedule, parts);
        var channels = stage.Boot.Handshake(DeviceStage.Buffer, DeviceStage.OtherBuffer);
        stage.Boot.Put(DeviceStage.Buffer, DeviceStage.Ask(4, Errno.None, FunctionCode.MProtectNone));
        stage.Boot.Put(DeviceStage.OtherBuffer, DeviceStage.Ask(5, Errno.None, FunctionCode.MLock));
        foreach (var i in (ReadOnlySpan<int>)[0, 1])
        {
            schedule.Start($"vCPU {i}", () =>
            {
                if (stage.NewVcpu().Write(channels[i]).Performed.Count == 0)
                {
                    schedule.Reach(Races.Situations.RequestAfterDrop);
                }
            });
        }

        schedule.Start("VMM", () =>
        {
            if (stage.Host.InFlight > 0)
            {
                schedule.Reach(Races.Situations.DropMeetsRequest);
            }

            stage.NewVcpu().ResetVm();
            schedule.Require(stage.Host.InFlight == 0, VmmRequirements.VmmEventsAreQuiescent,
                "a reset of the VM returned while a request was in flight");
            RequireAsNew(schedule, stage);
            schedule.Require(stage.NewVcpu().Write(channels[0]).Performed.Count == 0,
                VmmRequirements.VmResetDropsChannels, "after a reset of the VM a request was performed");
            if (stage.Host.Performed.Any(r => r.Function is FunctionCode.MProtectRW or FunctionCode.MUnlock))
            {
                schedule.Reach(Undone);
            }
        });
        schedule.Join();
        RequireAsNew(schedule, stage);
    }

    private static void RequireAsNew(Schedule schedule, DeviceStage stage)
    {
        var (revoked, locked) = (stage.Host.Revoked.Count, stage.Host.Locked.Count);
        schedule.Require(revoked + locked == 0, VmmRequirements.VmResetRestoresMemory,
            $"after a reset of the VM {revoked} pages are revoked and {locked} locked");
    }
}
