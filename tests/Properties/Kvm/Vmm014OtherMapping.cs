// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Kvm;

/// <summary>
/// Broken: the device works on memory that is not the guest's, and the VMM copies buffers to it and replies back.
/// </summary>
[Breaks("PVMC-VMM-014")]
internal sealed class Vmm014OtherMapping(Func<IHostCalls, IHostCalls>? calls) : KvmVmm(calls)
{
    private readonly GuestMemory _other = new(new GuestLayout(Ram, Dimm), place: 9);

    protected override IHostCalls BareCalls() => new LinuxHostCalls(_other);

    protected override IMmioDevice CreateDevice(IHostCalls deviceCalls) =>
        new Copying(new PvmemcontrolDevice(_other, deviceCalls), Memory, _other);

    public override void Dispose()
    {
        base.Dispose();
        _other.Dispose();
    }

    private sealed class Copying(IMmioDevice inner, GuestMemory guests, GuestMemory other) : IMmioDevice
    {
        private readonly byte[] _page = new byte[PageGeometry.Size];

        public void Write(ulong offset, ReadOnlySpan<byte> data)
        {
            Copy(guests, other);
            inner.Write(offset, data);
            Copy(other, guests);
        }

        public void Read(ulong offset, Span<byte> data) => inner.Read(offset, data);

        public void Dispose() => inner.Dispose();

        private void Copy(GuestMemory from, GuestMemory to)
        {
            from.Read(VmmGuest.Page(VmmGuest.BufferPage), _page);
            to.Write(VmmGuest.Page(VmmGuest.BufferPage), _page);
        }
    }
}
