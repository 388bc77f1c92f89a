// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Conformance.Targets;

/// <summary>A target in the runner's process.</summary>
/// <param name="CreateDevice">Makes a device over fresh guest RAM, or gives null where there is none.</param>
/// <param name="CreateHostCalls">Makes what bare host calls are issued through.</param>
/// <param name="MaxChannels">How many channels a device says that it takes; by default nothing is said.</param>
/// <param name="IsSerialised">True when its devices ask for one register access at a time, and get that.</param>
internal sealed record LoadedTarget(
    Func<GuestMemory, IMmioDevice?> CreateDevice,
    Func<GuestMemory, IHostCalls> CreateHostCalls,
    uint MaxChannels = uint.MaxValue,
    bool IsSerialised = false);
