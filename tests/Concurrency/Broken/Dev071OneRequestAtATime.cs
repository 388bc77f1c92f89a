// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>
/// Broken: one lock around every register write. No schedule shows it; that none has two requests in flight does.
/// </summary>
internal sealed class Dev071OneRequestAtATime(IMmioDevice inner) : IMmioDevice
{
    private readonly object _lock = new();

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
