// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Abi;

/// <summary>
/// The six magic values of the transport. Written to the command register they drive the handshake;
/// <see cref="Ack"/> and <see cref="Error"/> are what the device answers there.
/// Source: patch v4, pvmemcontrol.c:44-49.
/// </summary>
public enum TransportCommand : uint
{
    /// <summary>Forget every channel and start registering (pvmemcontrol.c:44).</summary>
    Reset = 0x060F_E6D2,

    /// <summary>Register the buffer whose guest physical address is staged (pvmemcontrol.c:45).</summary>
    Register = 0x0E35_9539,

    /// <summary>End registering; channel commands run from now on (pvmemcontrol.c:46).</summary>
    Ready = 0x0CA8_D227,

    /// <summary>Forget every channel and stop; acknowledged with <see cref="Error"/> (pvmemcontrol.c:47).</summary>
    Disconnect = 0x030F_5DA0,

    /// <summary>The device's positive answer (pvmemcontrol.c:48).</summary>
    Ack = 0x03CF_5196,

    /// <summary>The device's negative answer, and its answer to <see cref="Disconnect"/> (pvmemcontrol.c:49).</summary>
    Error = 0x01FB_A249,
}
