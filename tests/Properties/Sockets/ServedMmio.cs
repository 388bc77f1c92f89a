// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.VfioUser.Server;

namespace Pvmemcontrol.Properties.Sockets;

/// <summary>Any device behind a socket.</summary>
internal sealed class ServedMmio(IMmioDevice device) : IServedDevice
{
    public void Connect(OtherProcess? process)
    {
    }

    public void ReadRegister(ulong offset, Span<byte> data) => device.Read(offset, data);

    public void WriteRegister(ulong offset, ReadOnlySpan<byte> data, bool isPosted) => device.Write(offset, data);

    public void ReadMark(int offset, Span<byte> data) => data.Clear();

    public void WriteMark(int offset, ReadOnlySpan<byte> data)
    {
    }

    public void Reset() => (device as IVmReset)?.ResetVm();

    public void ChangeMemory(GuestMemory memory) => ((IMemoryChange)device).ChangeMemory(memory);

    public void Disconnect() => Reset();

    public void Dispose() => device.Dispose();
}
