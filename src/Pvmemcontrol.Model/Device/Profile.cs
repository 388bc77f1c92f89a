// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Device;

/// <summary>How much of Linux's behaviour is required.</summary>
public enum Profile
{
    /// <summary>What the named call guarantees on any host; the default for a device under test.</summary>
    Abi,

    /// <summary>Exactly what the bare call does on this kernel.</summary>
    Linux,
}
