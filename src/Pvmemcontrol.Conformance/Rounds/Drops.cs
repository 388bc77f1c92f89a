// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>What drops the channels of a device in Ready.</summary>
internal static class Drops
{
    /// <summary>RESET, DISCONNECT, protocol errors, and VM reset.</summary>
    internal static readonly ImmutableArray<VcpuStep> All =
    [
        VcpuStep.Command(TransportCommand.Reset),
        VcpuStep.Command(TransportCommand.Disconnect),
        VcpuStep.Command(TransportCommand.Ready),
        VcpuStep.Command(TransportCommand.Register),
        VcpuStep.Command(TransportCommand.Ack),
        new(VcpuAction.VmReset),
    ];

    /// <summary>
    /// True when this step alone makes the device drop its channels. Not every device treats as an error what
    /// PVMC-DEV-011 does, and not every device has a VM reset.
    /// </summary>
    internal static bool Works(VcpuStep step, ulong working) =>
        All.IndexOf(step) is var index and >= 0 && ((working >> index) & 1) != 0;
}
