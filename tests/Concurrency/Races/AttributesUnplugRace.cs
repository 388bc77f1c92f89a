// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Concurrency.Races;

/// <summary>
/// Pages are locked and revoked while they are unplugged: whoever gets them next must not find them so.
/// </summary>
[SkipRewriting("a test double")]
internal sealed class AttributesUnplugRace : Race
{
    private const string Undone = "a page is revoked or locked, and undone before it is unplugged";
    private const string Refused = "a request about memory that is unplugged is refused";

    internal override string Name => "attributes-vs-unplug";

    internal override string Title => "MPROTECT_NONE and MLOCK of pages, and the pages are unplugged.";

    internal override ImmutableArray<string> Situations => [Undone, Refused];

    internal override ImmutableArray<Requirement> Requirements => [VmmRequirements.NewMemoryStartsAfresh];

    internal override void Run(Schedule schedule, Parts parts)
    {
        var stage = new DeviceStage(schedule, parts);
        var channels = stage.Boot.Handshake(DeviceStage.Buffer, DeviceStage.OtherBuffer);
        stage.Boot.Put(
            DeviceStage.Buffer, DeviceStage.Ask(Unplugged.First, Errno.None, FunctionCode.MProtectNone));
        stage.Boot.Put(
            DeviceStage.OtherBuffer, DeviceStage.Ask(Unplugged.First + 1, Errno.None, FunctionCode.MLock));
        foreach (var i in (ReadOnlySpan<int>)[0, 1])
        {
            schedule.Start($"vCPU {i}", () =>
            {
                if (stage.NewVcpu().Write(channels[i]).Performed.Count == 0)
                {
                    schedule.Reach(Refused);
                }
            });
        }

        schedule.Start("VMM", () =>
        {
            schedule.Note("unplugs the upper half of memory");
            Unplugged.Unplug(stage);
            schedule.Note("  it is unplugged");
            RequireAsNew(schedule, stage);
            if (stage.Host.Performed.Any(r => r.Function is FunctionCode.MProtectRW or FunctionCode.MUnlock))
            {
                schedule.Reach(Undone);
            }
        });
        schedule.Join();
        Unplugged.PlugAgain(stage);
        RequireAsNew(schedule, stage);
    }

    private static void RequireAsNew(Schedule schedule, DeviceStage stage)
    {
        var (revoked, locked) = (Unplugged.In(stage.Host.Revoked).Count(), Unplugged.In(stage.Host.Locked).Count());
        schedule.Require(revoked + locked == 0, VmmRequirements.NewMemoryStartsAfresh,
            $"of the memory that was unplugged {revoked} pages are revoked and {locked} locked");
    }
}
