// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Device;

/// <summary>The state of the transport.</summary>
public enum TransportPhase : byte
{
    /// <summary>Before the first RESET, after DISCONNECT and after a protocol error: only RESET leads out.</summary>
    Broken,

    /// <summary>After RESET: channels are registered.</summary>
    Registering,

    /// <summary>After READY: requests run.</summary>
    Ready,
}
