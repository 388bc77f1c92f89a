// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Conformance.Targets.Loading;

/// <summary>A target in the runner's process.</summary>
/// <param name="CreateDevice">Makes a device over fresh guest RAM, or gives null where there is none.</param>
/// <param name="CreateHostCalls">Makes the interface that issues bare host calls.</param>
/// <param name="MaxChannels">How many channels a device says it supports; no limit by default.</param>
/// <param name="IsSerialised">
/// True when its devices need serialised register accesses, which the kit then provides.
/// </param>
internal sealed record LoadedTarget(
    Func<GuestMemory, IMmioDevice?> CreateDevice,
    Func<GuestMemory, IHostCalls> CreateHostCalls,
    uint MaxChannels = uint.MaxValue,
    bool IsSerialised = false)
{
    /// <summary>
    /// Like <see cref="CreateDevice"/>, with the regions in another order, where the device gets them one by one.
    /// </summary>
    internal Func<GuestMemory, IMmioDevice?> CreateInOtherOrder { get; init; } = CreateDevice;
}
