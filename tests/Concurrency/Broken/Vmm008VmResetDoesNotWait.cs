// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>
/// Broken: a VM reset makes the device anew, and leaves the old one to itself with what is in flight.
/// </summary>
internal sealed class Vmm008VmResetDoesNotWait(Func<IMmioDevice> make) : IMmioDevice, IVmReset
{
    private IMmioDevice _inner = make();

    public void Write(ulong offset, ReadOnlySpan<byte> data) => _inner.Write(offset, data);

    public void Read(ulong offset, Span<byte> data) => _inner.Read(offset, data);

    public void ResetVm() => _inner = make();

    public void Dispose() => _inner.Dispose();
}
