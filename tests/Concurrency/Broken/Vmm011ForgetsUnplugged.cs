// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>Broken: what guests changed on pages that are unplugged is forgotten, and not undone.</summary>
internal sealed class Vmm011ForgetsUnplugged : IMmioDevice, IMemoryChange, IHostCalls
{
    private readonly IHostCalls _host;
    private readonly PvmemcontrolDevice _inner;

    internal Vmm011ForgetsUnplugged(GuestMemory memory, IHostCalls host)
    {
        _host = host;
        _inner = Parts.SoundDevice(memory, this);
    }

    public void Write(ulong offset, ReadOnlySpan<byte> data) => _inner.Write(offset, data);

    public void Read(ulong offset, Span<byte> data) => _inner.Read(offset, data);

    public void ChangeMemory(GuestMemory memory) => _inner.ChangeMemory(memory);

    // The guest asks for neither of these: it is always the device that undoes something.
    public Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        function is FunctionCode.MProtectRW or FunctionCode.MUnlock
            ? Errno.None
            : _host.Call(function, region, offset, length, arg);

    public Errno AllowDump(int region, ulong offset, ulong length) => _host.AllowDump(region, offset, length);

    public void Dispose() => _inner.Dispose();
}
