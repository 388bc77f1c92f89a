// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Impl.Device;

/// <summary>
/// What a device offers in addition to <see cref="IMmioDevice"/> when guest RAM comes and goes while the guest runs.
/// Ask a device for it by type; a VM whose device lacks it has the memory that it began with.
/// </summary>
public interface IMemoryChange
{
    /// <summary>
    /// Moves the device to another memory map. Requests in flight end first, on the old one; those that come meanwhile
    /// wait, and are performed on the new one. The device continues as before, with the same channels, except those
    /// whose buffer is not in guest RAM any more, which are dropped (PVMC-VMM-010).
    /// </summary>
    /// <param name="memory">
    /// All of guest RAM. The old memory is still mapped during the call and not used any more after it. Where both have
    /// the same guest physical addresses at the same host addresses, pages keep what guests changed of them; on other
    /// pages of the old memory it is undone (PVMC-VMM-011).
    /// </param>
    void ChangeMemory(GuestMemory memory);
}
