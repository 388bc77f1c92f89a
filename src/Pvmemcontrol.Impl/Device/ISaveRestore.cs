// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Device;

/// <summary>
/// What a device offers in addition to <see cref="IMmioDevice"/> for snapshots and migration. Ask a device for it by
/// type; a VM whose device lacks it cannot be saved.
/// </summary>
public interface ISaveRestore
{
    /// <summary>
    /// The state of the device: the transport, the channels, and what guests did to the host mapping. Waits for the
    /// requests in flight; none is half done in it. The device continues as before.
    /// </summary>
    byte[] Save();

    /// <summary>
    /// Brings a device that was newly created, over the same regions, into a saved state. Guest RAM has the content it
    /// had, and is mapped as it is for a new device: readable and writable, unlocked, with default advice.
    /// </summary>
    /// <param name="state">What <see cref="Save"/> gave; anything else is detected.</param>
    /// <returns>
    /// False when the state cannot be restored; the device can then only be destroyed, unless it promises more.
    /// </returns>
    bool TryRestore(ReadOnlySpan<byte> state);
}
