// SPDX-License-Identifier: Apache-2.0

using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Concurrency.Races;
using Pvmemcontrol.Concurrency.Vmms;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Driver;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Concurrency.Support;

/// <summary>What a race is run with: every part as it should be, unless a broken one stands in.</summary>
[SkipRewriting("a test double")]
internal sealed record Parts
{
    private static readonly DeviceOptions Options =
        new() { MaxSplits = 1000, MaxLockedBytes = 1 << 20, PageSize = 4096 };

    /// <summary>The implementation's own.</summary>
    internal static readonly Parts Sound = new();

    /// <summary>Makes the device.</summary>
    internal Func<GuestMemory, RacingHost, IMmioDevice> Device { get; init; } = SoundDevice;

    /// <summary>Makes the VMM around a device that the function makes.</summary>
    internal Func<VmmStage, Vmm> Vmm { get; init; } = stage => new Vmm(stage);

    /// <summary>Makes the guest driver.</summary>
    internal Func<IGuestKernel, IMiscCore, HardenedDriver> Driver { get; init; } =
        (kernel, misc) => new HardenedDriver(kernel, misc);

    /// <summary>The implementation's device.</summary>
    internal static PvmemcontrolDevice SoundDevice(GuestMemory memory, IHostCalls host) => new(memory, host, Options);
}
