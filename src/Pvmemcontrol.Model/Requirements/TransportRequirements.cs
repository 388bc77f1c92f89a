// SPDX-License-Identifier: Apache-2.0

using static Pvmemcontrol.Model.Requirements.Requirement;
using static Pvmemcontrol.Model.Requirements.RequirementBasis;

namespace Pvmemcontrol.Model.Requirements;

/// <summary>PVMC-DEV-001 to 019: registers, handshake, channels.</summary>
public static class TransportRequirements
{
    /// <summary>PVMC-DEV-001.</summary>
    public static readonly Requirement ResetIsAcknowledged = Must(1, Patch, "RESET is acknowledged",
        "A device in any state, given RESET, MUST answer ACK in the command register and be in the state "
        + "Registering.",
        "RESET is the first thing a driver writes and its only way back from any error.",
        "pvmemcontrol.c:269-276");

    /// <summary>PVMC-DEV-002.</summary>
    public static readonly Requirement DroppedChannelsAreDead = Must(2, Safety, "dropped channels are dead",
        "RESET and DISCONNECT MUST drop all channels: a command that named a dropped channel, and that the "
        + "device has not given out again since, MUST NOT change any buffer or memory.",
        "The guest frees the buffers afterwards and reuses the memory; a reply written there corrupts somebody "
        + "else's data.",
        "pvmemcontrol.c:430-435 (channels are freed after DISCONNECT)");

    /// <summary>PVMC-DEV-003.</summary>
    public static readonly Requirement GoodBufferIsRegistered = Must(3, Patch, "a good buffer is registered",
        "A device in Registering, given REGISTER with the address of 32 bytes that lie in one region of guest RAM, are "
        + "8-byte aligned and are on pages that no MPROTECT_* touched since the last successful MPROTECT_RW, MUST "
        + "answer ACK, unless it already has as many channels as it supports (PVMC-DEV-054). It MUST NOT require more "
        + "alignment.",
        "The patch allocates its channels with the alignment of a 64-bit word and treats any other answer as a "
        + "failed probe.",
        "pvmemcontrol.c:76-80, 278-292");

    /// <summary>PVMC-DEV-004.</summary>
    public static readonly Requirement ChannelCommandIsUnique = Must(4, Patch, "channel commands are unique",
        "After REGISTER was answered ACK, the response register MUST hold a channel command that differs from "
        + "the six transport commands and from that of every live channel with another buffer.",
        "Two buffers with one command: one of them is never answered. A channel numbered like RESET resets the "
        + "device.",
        "commit message: a unique command for each buffer; pvmemcontrol.c:293-294");

    /// <summary>PVMC-DEV-005.</summary>
    public static readonly Requirement ChannelCommandIsTellable = Should(5, "channel commands are not 0 or all ones",
        "A channel command SHOULD NOT be 0 or 0xFFFFFFFF.",
        "An unimplemented register reads as zero and a removed device as all ones; a driver cannot tell either from a "
        + "command.",
        "PCI: reads from an absent device return all ones");

    /// <summary>PVMC-DEV-006.</summary>
    public static readonly Requirement BadBufferIsRefused = Must(6, Safety, "a bad buffer is not registered",
        "A device given REGISTER with an address of which not all 32 bytes are guest RAM (or that wraps) MUST "
        + "NOT answer ACK; it answers ERROR and is in the state Broken.",
        "The device writes a reply there: outside guest RAM that is the VMM's own memory.",
        "pvmemcontrol.c:287-292 (any answer but ACK fails the probe)");

    /// <summary>PVMC-DEV-007.</summary>
    public static readonly Requirement SpanningBufferIsRegistered = Should(7,
        "a buffer across adjacent regions is registered",
        "A buffer that spans two regions which are adjacent in guest physical addresses SHOULD be accepted like "
        + "any other; a device that does not answers ERROR.",
        "The guest does not know how the VMM divides its memory into regions.",
        "decided");

    /// <summary>PVMC-DEV-008.</summary>
    public static readonly Requirement ReadyIsAcknowledged = Must(8, Patch, "READY is acknowledged",
        "A device in Registering with at least one channel, given READY, MUST answer ACK and be in the state "
        + "Ready. Without a channel it MAY answer ACK or ERROR.",
        "The patch's probe fails otherwise; it registers a buffer for every possible CPU first.",
        "pvmemcontrol.c:278, 297-304");

    /// <summary>PVMC-DEV-009.</summary>
    public static readonly Requirement DisconnectAnswersError = Must(9, Patch, "DISCONNECT answers ERROR",
        "A device in Ready, given DISCONNECT, MUST answer ERROR in the command register and be in the state "
        + "Broken.",
        "ERROR is the acknowledgement that the patch waits for before it frees the channels.",
        "pvmemcontrol.c:312-320");

    /// <summary>PVMC-DEV-010.</summary>
    public static readonly Requirement BrokenAnswersError = Must(10, Decided, "Broken answers ERROR",
        "A device in Broken (before the first RESET, after DISCONNECT, after a protocol error) MUST answer every "
        + "transport command but RESET with ERROR and stay in Broken.",
        "A driver that has lost track of the handshake learns this from the first answer.",
        "decided");

    /// <summary>PVMC-DEV-011.</summary>
    public static readonly Requirement ProtocolErrorBreaks = Must(11, Decided, "a protocol error breaks",
        "REGISTER or READY in Ready, DISCONNECT in Registering, ACK or ERROR written as a command, and REGISTER "
        + "of a bad buffer MUST be answered ERROR, drop all channels and leave the device in Broken.",
        "The device cannot know what an out-of-sequence command was meant to do.",
        "decided");

    /// <summary>PVMC-DEV-012.</summary>
    public static readonly Requirement UnknownCommandIsIgnored = Must(12, Safety,
        "an unknown command changes no memory",
        "A value written to the command register that is neither a transport command nor a live channel's "
        + "command MUST NOT change any buffer or memory.",
        "A late command of a driver that is gone must not cause a reply into the buffers of its successor.",
        "decided; the patch never writes one");

    /// <summary>PVMC-DEV-013.</summary>
    public static readonly Requirement AddressInAnyForm = Must(13, Patch, "the address comes whole or low half first",
        "The device MUST take the address as one 8-byte write at offset 0, and as two 4-byte writes at 0 and "
        + "then 4.",
        "Which form a guest uses depends on its architecture: one 64-bit write on x86-64, low then high elsewhere.",
        "pvmemcontrol.c:103-106, iowrite64_lo_hi");

    /// <summary>PVMC-DEV-014.</summary>
    public static readonly Requirement ResponseStaysReadable = Must(14, Decided, "a response stays readable",
        "The answer in the command register, and after REGISTER the channel command in the response register, "
        + "MUST stay readable by 4-byte reads, any number of times and in any order, until the next write to a "
        + "register.",
        "A driver that reads again, for example to log an error, must read the same value. (The patch reads each "
        + "once.)",
        "pvmemcontrol.c:287-294");

    /// <summary>PVMC-DEV-015.</summary>
    public static readonly Requirement RegistersDiscloseNothing = Must(15, Safety,
        "registers disclose nothing of the host",
        "A register byte that carries no response MUST NOT show memory of the VMM, nor what is left of an access to "
        + "another device. (A violation is a byte that PVMC-DEV-017 does not allow and that differs in another process "
        + "of the same device.)",
        "An uninitialised byte of the VMM that a guest can read is a disclosure: heap addresses have been observed. A "
        + "VMM that has one buffer for the data of all accesses shows the one before, perhaps of another process of "
        + "the guest.",
        "decided from a measured device");

    /// <summary>PVMC-DEV-016.</summary>
    public static readonly Requirement RequestsRunInReadyOnly = Must(16, Decided, "requests run in Ready only",
        "A channel's command written in Registering MUST have no effect.",
        "Until READY the driver may still be laying out its buffers.",
        "decided");

    /// <summary>PVMC-DEV-017.</summary>
    public static readonly Requirement UnusedRegistersAreKnown = Should(17,
        "register bytes without a response are known",
        "A register byte that carries no response SHOULD read as zero, as ones, as a byte of ACK or ERROR, as a "
        + "byte that the guest itself wrote to a register, or as a byte of an earlier response.",
        "In an audit of the device, anything else looks like a disclosure.",
        "decided");

    /// <summary>PVMC-DEV-018.</summary>
    public static readonly Requirement HighHalfFirst = Must(18, Decided, "the address may come high half first",
        "The device MUST take the address as two 4-byte writes at 4 and then 0, too.",
        "The patch never writes in this order; another guest may.",
        "decided");

    /// <summary>PVMC-DEV-019.</summary>
    public static readonly Requirement UnknownCommandKeepsState = Must(19, Decided,
        "an unknown command keeps the state",
        "A value written to the command register that is neither a transport command nor a live channel's "
        + "command MUST NOT change the state of the device: phase, channels and staged address stay.",
        "A late command of a driver that is gone must not break the driver that came after it.",
        "decided; the patch never writes one");
}
