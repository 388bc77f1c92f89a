// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Properties.Device;

/// <summary>Broken: what guests changed on pages that are unplugged is forgotten, and not undone.</summary>
internal sealed class Vmm011ForgetsUnplugged : IMmioDevice, IMemoryChange, IHostCalls
{
    private readonly IHostCalls _host;
    private readonly PvmemcontrolDevice _inner;
    private bool _isChanging;

    internal Vmm011ForgetsUnplugged(GuestMemory memory, IHostCalls host)
    {
        _host = host;
        _inner = new PvmemcontrolDevice(memory, this);
    }

    public void Write(ulong offset, ReadOnlySpan<byte> data) => _inner.Write(offset, data);

    public void Read(ulong offset, Span<byte> data) => _inner.Read(offset, data);

    public void ChangeMemory(GuestMemory memory)
    {
        _isChanging = true;
        _inner.ChangeMemory(memory);
        _isChanging = false;
    }

    public Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        _isChanging ? Errno.None : _host.Call(function, region, offset, length, arg);

    public Errno AllowDump(int region, ulong offset, ulong length) =>
        _isChanging ? Errno.None : _host.AllowDump(region, offset, length);

    public void Dispose() => _inner.Dispose();
}
