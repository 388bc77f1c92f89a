// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Properties.Sockets;

/// <summary>Broken: a write of one byte throws, and the server ends the connection.</summary>
internal sealed class Dev048EndsAtOneByte : IMmioDevice, IMemoryChange, IVmReset
{
    private readonly PvmemcontrolDevice _inner = new(GuestMemory.None, m => new OtherProcessHostCalls(m, vmm: null));

    public void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        if (data.Length == 1)
        {
            throw new NotSupportedException("a write of one byte");
        }

        _inner.Write(offset, data);
    }

    public void Read(ulong offset, Span<byte> data) => _inner.Read(offset, data);

    public void ChangeMemory(GuestMemory memory) => _inner.ChangeMemory(memory);

    public void ResetVm() => _inner.ResetVm();

    public void Dispose() => _inner.Dispose();
}
