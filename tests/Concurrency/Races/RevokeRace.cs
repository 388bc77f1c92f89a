// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Concurrency.Races;

/// <summary>
/// A request revokes a page while another vCPU makes a new handshake with a buffer there: the second of them must
/// be refused, or the device will write a reply to a page that kills its VMM.
/// </summary>
[SkipRewriting("a test double")]
internal sealed class RevokeRace : Race
{
    private const ulong Buffer = DeviceStage.LaterBuffer;
    private const string RevokedFirst = "the page is revoked before a buffer is registered there";
    private const string RegisteredFirst = "the buffer is registered, and its page is not revoked";

    internal override string Name => "revoke-vs-register";

    internal override string Title => "MPROTECT_NONE of a page, and a new handshake with a buffer on it.";

    internal override ImmutableArray<string> Situations => [RevokedFirst, RegisteredFirst];

    internal override ImmutableArray<Requirement> Requirements =>
        [EffectRequirements.RevokedBufferIsHarmless, SystemRequirements.DeviceSurvivesSelfTarget];

    internal override void Run(Schedule schedule, Parts parts)
    {
        var stage = new DeviceStage(schedule, parts);
        var page = (Buffer - Ram.Start) & ~0xFFFul;
        var channel = stage.Boot.Handshake(DeviceStage.Buffer)[0];
        stage.Boot.Put(DeviceStage.Buffer, DeviceStage.Ask(2, Errno.None, FunctionCode.MProtectNone));
        schedule.Start("vCPU 0", () => stage.NewVcpu().Write(channel));
        schedule.Start("vCPU 1", () =>
        {
            var vcpu = stage.NewVcpu();
            vcpu.Do(TransportCommand.Reset);
            vcpu.Stage(Buffer);
            if (vcpu.Do(TransportCommand.Register) != (uint)TransportCommand.Ack)
            {
                schedule.Reach(RevokedFirst);
                return;
            }

            var command = vcpu.ReadResponse();
            vcpu.Do(TransportCommand.Ready);
            schedule.Reach(RegisteredFirst);
            schedule.Require(!stage.Host.Revoked.Contains(page), EffectRequirements.RevokedBufferIsHarmless,
                "a buffer was registered on a revoked page");
            vcpu.Put(Buffer, DeviceStage.Ask(2, Errno.None, FunctionCode.MProtectNone));
            var reply = vcpu.Write(command);
            schedule.Require(reply.Performed.Count == 0, SystemRequirements.DeviceSurvivesSelfTarget,
                "a request revoked the page of its own channel");
        });
        schedule.Join();
    }
}
