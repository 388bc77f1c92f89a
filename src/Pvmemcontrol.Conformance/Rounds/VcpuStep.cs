// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>One step of one vCPU in a round. Fixed layout: it crosses a process boundary as it is.</summary>
/// <param name="Action">What it does.</param>
/// <param name="Slot">The slot, if the action has one.</param>
/// <param name="Value">As <see cref="VcpuAction"/> says.</param>
/// <param name="Other">As <see cref="VcpuAction"/> says.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct VcpuStep(VcpuAction Action, int Slot = 0, ulong Value = 0, ulong Other = 0)
{
    /// <summary>Bytes of a step.</summary>
    internal const int Size = 24;

    /// <summary>Does nothing for a while.</summary>
    internal static VcpuStep Pause(int nanoseconds) => new(VcpuAction.Pause, 0, (ulong)nanoseconds);

    /// <summary>Sends the request in a slot's buffer.</summary>
    internal static VcpuStep Send(int slot) => new(VcpuAction.Send, slot);

    /// <summary>Writes a transport command.</summary>
    internal static VcpuStep Command(TransportCommand command) => new(VcpuAction.Command, 0, (ulong)command);

    /// <summary>True when it calls the device.</summary>
    internal bool IsAccess => Action is VcpuAction.Send or VcpuAction.Command or VcpuAction.Register
        or VcpuAction.VmReset;

    /// <summary>True when it may drop channels.</summary>
    internal bool MayDrop => Action is VcpuAction.Command or VcpuAction.VmReset;
}
