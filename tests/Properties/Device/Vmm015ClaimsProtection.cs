// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Properties.Device;

/// <summary>
/// Broken: it makes every call in its own process, where mprotect and MADV_DONTDUMP succeed, and says that the guest's
/// mapping has changed.
/// </summary>
internal sealed class Vmm015ClaimsProtection : IMmioDevice, IMemoryChange, IVmReset
{
    private readonly PvmemcontrolDevice _inner = new(GuestMemory.None, memory => new LinuxHostCalls(memory));

    public void Write(ulong offset, ReadOnlySpan<byte> data) => _inner.Write(offset, data);

    public void Read(ulong offset, Span<byte> data) => _inner.Read(offset, data);

    public void ChangeMemory(GuestMemory memory) => _inner.ChangeMemory(memory);

    public void ResetVm() => _inner.ResetVm();

    public void Dispose() => _inner.Dispose();
}
