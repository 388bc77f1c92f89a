// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;

namespace Pvmemcontrol.Properties.Device;

/// <summary>Broken: one lock around every register write, so that one guest thread's mlock stops all others.</summary>
internal sealed class Dev071OneRequestAtATime(IMmioDevice inner) : IMmioDevice
{
    private readonly Lock _lock = new();

    public void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        lock (_lock)
        {
            inner.Write(offset, data);
        }
    }

    public void Read(ulong offset, Span<byte> data) => inner.Read(offset, data);

    public void Dispose() => inner.Dispose();
}
