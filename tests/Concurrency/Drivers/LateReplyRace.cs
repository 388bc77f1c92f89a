// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Concurrency.Drivers;

/// <summary>
/// A device that performs requests at any time and, when it is pulled out, acknowledges nothing: the driver must not
/// take a request for its reply, and must keep memory that the device may still write to.
/// </summary>
[SkipRewriting("a test double")]
internal sealed class LateReplyRace : Race
{
    internal override string Name => "late-reply-vs-remove";

    internal override string Title =>
        "Register writes return before the device has acted; it is unbound, or pulled out before.";

    internal override ImmutableArray<string> Situations =>
    [
        DriverSituations.Answered, DriverSituations.Unanswered, DriverSituations.LateReply,
        DriverSituations.Quarantined,
    ];

    internal override ImmutableArray<Requirement> Requirements =>
    [
        DriverRequirements.UnansweredIsAnError, DriverRequirements.FreedAfterAcknowledgement,
        DriverRequirements.NothingLeaks, SystemRequirements.FreedMemoryIsLeftAlone,
        SystemRequirements.EveryCallReturns,
    ];

    internal override void Run(Schedule schedule, Parts parts)
    {
        var late = new List<LateDevice>();
        var stage = new DriverStage(schedule, parts with
        {
            Device = (memory, host) =>
            {
                late.Add(new LateDevice(schedule, parts.Device(memory, host)));
                return late[^1];
            },
        });
        stage.Bind();
        var file = stage.Open()!;
        late[0].IsLate = true;
        schedule.Start("task A", () => stage.Ioctl(file, 2, Errno.EAGAIN, mayFail: true));
        schedule.Start("hot-plug", () =>
        {
            if (schedule.MayBe())
            {
                stage.Vanish();
            }

            stage.Unbind();
        });
        schedule.Join();
        late[0].Finish();
        stage.RequireEnd(isBound: false, isWhole: false);
    }
}
