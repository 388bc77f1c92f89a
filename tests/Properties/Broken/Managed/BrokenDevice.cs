// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Properties.Broken.Managed;

/// <summary>The correct device with one thing between it and the guest, or between it and the host.</summary>
public abstract class BrokenDevice : IDeviceFactory, IMmioDevice, IHostCalls
{
    private PvmemcontrolDevice _device = null!;
    private LinuxHostCalls _host = null!;

    /// <summary>Guest RAM, for variants that write to it behind the guest's back.</summary>
    protected GuestMemory Memory { get; private set; } = null!;

    /// <inheritdoc/>
    public IMmioDevice Create(GuestMemory memory)
    {
        var made = (BrokenDevice)MemberwiseClone();
        made.Memory = memory;
        made._host = new LinuxHostCalls(memory);
        made._device = made.Make(memory);
        return made;
    }

    /// <summary>Makes the device that the variant is made of; its host calls are this object's.</summary>
    protected virtual PvmemcontrolDevice Make(GuestMemory memory) =>
        new(memory, this, new DeviceOptions { PageSize = memory.Layout.LargestPage });

    /// <inheritdoc/>
    public virtual void Read(ulong offset, Span<byte> data) => _device.Read(offset, data);

    /// <inheritdoc/>
    public virtual void Write(ulong offset, ReadOnlySpan<byte> data) => _device.Write(offset, data);

    /// <inheritdoc/>
    public virtual Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        _host.Call(function, region, offset, length, arg);

    /// <inheritdoc/>
    public Errno AllowDump(int region, ulong offset, ulong length) => _host.AllowDump(region, offset, length);

    /// <inheritdoc/>
    public void Dispose()
    {
        _device.Dispose();
        GC.SuppressFinalize(this);
    }
}
