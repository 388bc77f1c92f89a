// SPDX-License-Identifier: Apache-2.0

using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Concurrency.Histories;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Concurrency.Races;

/// <summary>A device in guest RAM on a host of the test's, for one schedule.</summary>
[SkipRewriting("a test double")]
internal sealed class DeviceStage
{
    /// <summary>A channel's buffer.</summary>
    internal const ulong Buffer = Ram.Start + 0x100;

    /// <summary>Another's, on another page.</summary>
    internal const ulong OtherBuffer = Ram.Start + 0x1040;

    /// <summary>A third, for a handshake that comes later.</summary>
    internal const ulong LaterBuffer = Ram.Start + 0x2080;

    private readonly Schedule _schedule;
    private readonly History _history = new();

    internal DeviceStage(Schedule schedule, Parts parts)
    {
        _schedule = schedule;
        Memory = schedule.Machines.WipeFirst();
        Host = new RacingHost(schedule);
        Device = parts.Device(Memory, Host);
        Boot = NewVcpu();
    }

    internal GuestMemory Memory { get; }

    internal RacingHost Host { get; }

    internal IMmioDevice Device { get; }

    /// <summary>The vCPU that runs before the others, and after them.</summary>
    internal Vcpu Boot { get; }

    /// <summary>A request whose reply identifies it.</summary>
    /// <param name="page">The page that it is about.</param>
    /// <param name="errno">What the host answers; 0 is success.</param>
    /// <param name="function">The function.</param>
    internal static Request Ask(int page, Errno errno, FunctionCode function = FunctionCode.DontNeed) =>
        new(function, Ram.Page(page), 4096, (ulong)errno);

    /// <summary>A further vCPU.</summary>
    internal Vcpu NewVcpu() => new(_schedule, _history, Device, Memory);

    /// <summary>The order in which the accesses were made explains what was seen of them.</summary>
    internal void RequireLinearizable() => _schedule.Require(
        Linearization.Explains(_history.Operations, Ram.Layout),
        VmmRequirements.CommandsArePerformedOnce,
        "no order of the register accesses explains the observations");
}
