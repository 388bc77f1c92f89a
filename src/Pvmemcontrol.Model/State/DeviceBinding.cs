// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.State;

/// <summary>Whether this driver is bound to a device, as the PCI core knows it.</summary>
public enum DeviceBinding
{
    /// <summary>The driver is not bound to it.</summary>
    Unbound,

    /// <summary>The driver's probe or remove is running: the device lock is held.</summary>
    Busy,

    /// <summary>The driver is bound to it.</summary>
    Bound,
}
