// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>Broken: a guard against re-entrancy drops writes while another vCPU is in the device.</summary>
internal sealed class Vmm007DropsConcurrentWrites(IMmioDevice inner) : IMmioDevice
{
    private int _isEntered;

    public void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        if (Interlocked.Exchange(ref _isEntered, 1) == 0)
        {
            inner.Write(offset, data);
            Volatile.Write(ref _isEntered, 0);
        }
    }

    public void Read(ulong offset, Span<byte> data) => inner.Read(offset, data);

    public void Dispose() => inner.Dispose();
}
