// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Impl.Kvm;
using Pvmemcontrol.Impl.Vcpus;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Kvm;

/// <summary>Broken: KVM collects writes to the command register, and the VMM performs them at the next exit.</summary>
[Breaks("PVMC-VMM-006")]
internal sealed class Vmm006CoalescedCommands(Func<IHostCalls, IHostCalls>? calls) : KvmVmm(calls)
{
    private const nuint RegisterCoalescedMmio = 0x4010_AE67;

    protected override KvmVcpu CreateVcpu(IMmioDevice registers)
    {
        var zone = new Zone { Address = Bar.Start + Registers.Command, Size = sizeof(uint) };
        VirtualMachine.Check(
            KvmCalls.Call(Guest.Machine.Descriptor, RegisterCoalescedMmio, ref zone), "KVM_REGISTER_COALESCED_MMIO");
        return new Coalescing(Guest, registers);
    }

    /// <summary>struct kvm_coalesced_mmio_zone.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Zone
    {
        internal ulong Address;
        internal uint Size;
        internal uint IsPio;
    }

    private sealed class Coalescing(KvmGuest guest, IMmioDevice registers) : KvmVcpu(guest, registers)
    {
        private const int RingAt = 2 * PageGeometry.Size;
        private const int EntriesAt = 2 * sizeof(uint);
        private const int EntrySize = 24;
        private const int DataAt = 16;
        private const uint Entries = (PageGeometry.Size - EntriesAt) / EntrySize;

        protected override VcpuExit Run()
        {
            var exit = base.Run();
            var ring = Guest.Vcpu.Shared[RingAt..];
            var first = BinaryPrimitives.ReadUInt32LittleEndian(ring);
            while (first != BinaryPrimitives.ReadUInt32LittleEndian(ring[sizeof(uint)..]))
            {
                var entry = ring.Slice(EntriesAt + ((int)first * EntrySize), EntrySize);
                Device.Write(BinaryPrimitives.ReadUInt64LittleEndian(entry) - Bar.Start, entry.Slice(DataAt, 4));
                first = (first + 1) % Entries;
            }

            BinaryPrimitives.WriteUInt32LittleEndian(ring, first);
            return exit;
        }
    }
}
