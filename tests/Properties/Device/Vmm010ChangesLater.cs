// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Properties.Device;

/// <summary>Broken: a change of the memory map is noted, and made when the guest next writes a register.</summary>
internal sealed class Vmm010ChangesLater(PvmemcontrolDevice inner) : IMmioDevice, IMemoryChange
{
    private GuestMemory? _next;

    public void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        if (Interlocked.Exchange(ref _next, null) is { } memory)
        {
            inner.ChangeMemory(memory);
        }

        inner.Write(offset, data);
    }

    public void Read(ulong offset, Span<byte> data) => inner.Read(offset, data);

    public void ChangeMemory(GuestMemory memory) => _next = memory;

    public void Dispose() => inner.Dispose();
}
