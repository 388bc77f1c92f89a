// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Device;

/// <summary>
/// A device as the VMM sees it: registers in BAR0. Accesses may come from several vCPU threads at once. Some devices
/// are an <see cref="IVmReset"/> or an <see cref="ISaveRestore"/> too.
/// </summary>
public interface IMmioDevice : IDisposable
{
    /// <summary>A guest's read; bytes that the device leaves alone keep what the caller put there.</summary>
    /// <param name="offset">Bytes from the start of BAR0.</param>
    /// <param name="data">1, 2, 4 or 8 bytes, little-endian.</param>
    void Read(ulong offset, Span<byte> data);

    /// <summary>A guest's write; it returns when the device has performed everything that the write requests.</summary>
    /// <param name="offset">Bytes from the start of BAR0.</param>
    /// <param name="data">1, 2, 4 or 8 bytes, little-endian.</param>
    void Write(ulong offset, ReadOnlySpan<byte> data);
}
