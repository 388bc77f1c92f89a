// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>Broken: a VM reset creates a new device, and does not wait for requests in flight on the old one.</summary>
internal sealed class Vmm008VmResetDoesNotWait(Func<IMmioDevice> make) : IMmioDevice, IVmReset
{
    private IMmioDevice _inner = make();

    public void Write(ulong offset, ReadOnlySpan<byte> data) => _inner.Write(offset, data);

    public void Read(ulong offset, Span<byte> data) => _inner.Read(offset, data);

    public void ResetVm() => _inner = make();

    public void Dispose() => _inner.Dispose();
}
