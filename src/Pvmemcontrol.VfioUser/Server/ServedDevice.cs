// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.VfioUser.Pci;

namespace Pvmemcontrol.VfioUser.Server;

/// <summary>This project's device behind a socket.</summary>
public sealed class ServedDevice : IServedDevice
{
    private readonly byte[] _marks = new byte[Marks.Length];
    private readonly PvmemcontrolDevice _device;
    private OtherProcess? _vmm;

    /// <summary>A device without guest RAM.</summary>
    /// <param name="options">Its bounds; defaults when null.</param>
    /// <param name="logger">Receives records of guest errors, rate-limited; none when null.</param>
    public ServedDevice(DeviceOptions? options = null, ILogger? logger = null)
    {
        _device = new PvmemcontrolDevice(
            GuestMemory.None, memory => new OtherProcessHostCalls(memory, Volatile.Read(ref _vmm)), options, logger);
    }

    /// <inheritdoc/>
    public void Connect(OtherProcess? process) => Volatile.Write(ref _vmm, process);

    /// <inheritdoc/>
    public void ReadRegister(ulong offset, Span<byte> data) => _device.Read(offset, data);

    /// <inheritdoc/>
    public void WriteRegister(ulong offset, ReadOnlySpan<byte> data, bool isPosted) => _device.Write(offset, data);

    /// <inheritdoc/>
    public void ReadMark(int offset, Span<byte> data) => _marks.AsSpan(offset, data.Length).CopyTo(data);

    /// <inheritdoc/>
    public void WriteMark(int offset, ReadOnlySpan<byte> data) => data.CopyTo(_marks.AsSpan(offset));

    /// <inheritdoc/>
    public void Reset() => _device.ResetVm();

    /// <inheritdoc/>
    public void ChangeMemory(GuestMemory memory) => _device.ChangeMemory(memory);

    /// <inheritdoc/>
    public void Disconnect()
    {
        _device.ResetVm();
        _marks.AsSpan().Clear();
        Volatile.Write(ref _vmm, null);
    }

    /// <inheritdoc/>
    public void Dispose() => _device.Dispose();
}
