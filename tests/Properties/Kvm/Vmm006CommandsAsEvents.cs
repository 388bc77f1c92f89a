// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Impl.Kvm;
using Pvmemcontrol.Impl.Vcpus;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Kvm;

/// <summary>
/// Broken: KVM turns the command of a channel into an event, and the VMM performs it when it sees the event.
/// </summary>
[Breaks("PVMC-VMM-006")]
internal sealed partial class Vmm006CommandsAsEvents(Func<IHostCalls, IHostCalls>? calls) : KvmVmm(calls)
{
    protected override KvmVcpu CreateVcpu(IMmioDevice registers) => new Signalled(Guest, registers);

    private sealed partial class Signalled(KvmGuest guest, IMmioDevice registers) : KvmVcpu(guest, registers)
    {
        private const nuint IoEventFd = 0x4040_AE79;
        private const uint DataMatch = 1;
        private const int NonBlocking = 0x800;

        /// <summary>It is open as long as the process.</summary>
        private readonly int _event = EventFd(0, NonBlocking);
        private byte[]? _command;

        /// <summary>The guest has read the command of its channel: from now on KVM signals it.</summary>
        protected override void AccessRegister(VcpuExit.Mmio exit)
        {
            base.AccessRegister(exit);
            if (exit.Address == Bar.Start + Registers.Response && !exit.IsWrite && _command is null)
            {
                _command = Guest.Vcpu.MmioData[..exit.Length].ToArray();
                var signal = new Signal
                {
                    Match = BinaryPrimitives.ReadUInt32LittleEndian(_command),
                    Address = Bar.Start + Registers.Command,
                    Length = sizeof(uint),
                    Fd = _event,
                    Flags = DataMatch,
                };
                VirtualMachine.Check(
                    KvmCalls.Call(Guest.Machine.Descriptor, IoEventFd, ref signal), "KVM_IOEVENTFD");
            }
        }

        protected override VcpuExit Run()
        {
            var exit = base.Run();
            if (Read(_event, out _, sizeof(ulong)) == sizeof(ulong))
            {
                Device.Write(Registers.Command, _command);
            }

            return exit;
        }

        [LibraryImport("libc", EntryPoint = "eventfd")]
        private static partial int EventFd(uint initial, int flags);

        [LibraryImport("libc", EntryPoint = "read")]
        private static partial nint Read(int fd, out ulong count, nuint length);

        /// <summary>struct kvm_ioeventfd.</summary>
        [StructLayout(LayoutKind.Sequential, Size = 64)]
        private struct Signal
        {
            internal ulong Match;
            internal ulong Address;
            internal uint Length;
            internal int Fd;
            internal uint Flags;
        }
    }
}
