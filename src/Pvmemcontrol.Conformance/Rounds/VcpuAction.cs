// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>What a vCPU does in a step of a round.</summary>
public enum VcpuAction
{
    /// <summary>Nothing for <see cref="VcpuStep.Value"/> nanoseconds.</summary>
    Pause,

    /// <summary>Writes the slot's command, with the buffer as it was filled before the round, and reads the buffer.
    /// </summary>
    Send,

    /// <summary>Fills the slot's buffer and writes its command, <see cref="VcpuStep.Value"/> times.</summary>
    Repeat,

    /// <summary>
    /// While a vCPU repeats: alternately writes one byte of the slot's buffer unchanged and with the bits of
    /// <see cref="VcpuStep.Other"/> flipped. <see cref="VcpuStep.Value"/> is the byte's offset.
    /// </summary>
    Rewrite,

    /// <summary>Writes the transport command <see cref="VcpuStep.Value"/>, and reads the registers.</summary>
    Command,

    /// <summary>Registers the slot's buffer.</summary>
    Register,

    /// <summary>The VMM resets the device.</summary>
    VmReset,

    /// <summary>
    /// Reuses memory: writes to the buffers of the slots in the set <see cref="VcpuStep.Value"/>, and to the pages in
    /// the set <see cref="VcpuStep.Other"/>.
    /// </summary>
    Reuse,
}
