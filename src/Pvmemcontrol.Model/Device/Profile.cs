// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Device;

/// <summary>How much of Linux's own behaviour is asked for.</summary>
public enum Profile
{
    /// <summary>What the named call guarantees, on any host: the envelope for other people's devices.</summary>
    Abi,

    /// <summary>Exactly what the bare call does on this kernel.</summary>
    Linux,
}
