// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.VfioUser.Client;
using Pvmemcontrol.VfioUser.Pci;

namespace Pvmemcontrol.VfioUser.Server;

/// <summary>
/// The device of another server: a VMM's messages go through this process, where they can be watched. The other server
/// gets the same memory from the same descriptors. When it ends, so does the VMM's connection.
/// </summary>
/// <param name="socket">The path of the other server's socket.</param>
public sealed class ProxyDevice(string socket) : IServedDevice
{
    private readonly byte[] _marks = new byte[Marks.Length];
    private RemoteDevice? _device;

    private RemoteDevice Device => _device ?? throw new InvalidOperationException("no client is connected");

    /// <inheritdoc/>
    /// <exception cref="HostException">The other server does not listen.</exception>
    public void Connect(OtherProcess? process) => _device = new RemoteDevice(socket, GuestMemory.None);

    /// <inheritdoc/>
    public void ReadRegister(ulong offset, Span<byte> data) => Device.Read(offset, data);

    /// <inheritdoc/>
    public void WriteRegister(ulong offset, ReadOnlySpan<byte> data, bool isPosted) => Device.Write(offset, data);

    /// <inheritdoc/>
    public void ReadMark(int offset, Span<byte> data) => _marks.AsSpan(offset, data.Length).CopyTo(data);

    /// <inheritdoc/>
    public void WriteMark(int offset, ReadOnlySpan<byte> data) => data.CopyTo(_marks.AsSpan(offset));

    /// <inheritdoc/>
    public void Reset() => Device.ResetVm();

    /// <inheritdoc/>
    public void ChangeMemory(GuestMemory memory) => _device?.ChangeMemory(memory);

    /// <inheritdoc/>
    public void Disconnect()
    {
        _device?.Dispose();
        _device = null;
        _marks.AsSpan().Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => Disconnect();
}
