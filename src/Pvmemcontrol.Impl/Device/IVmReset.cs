// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Device;

/// <summary>
/// What a device offers in addition to <see cref="IMmioDevice"/> when its VMM resets the whole VM, as opposed to the
/// transport command RESET. Ask a device for it by type; one that lacks it is destroyed and created again.
/// </summary>
public interface IVmReset
{
    /// <summary>
    /// Brings the device into the state it was created in: no channels, no request in flight any more, the registers
    /// cleared. What guests did to the host mapping is undone: pages are readable and writable, unlocked, dumped and
    /// not merged. The device does not change the content of guest RAM.
    /// </summary>
    void ResetVm();
}
