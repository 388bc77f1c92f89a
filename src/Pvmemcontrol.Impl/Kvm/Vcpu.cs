// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Impl.Kvm;

/// <summary>
/// A vCPU of a <see cref="VirtualMachine"/>: its registers, and KVM_RUN. One thread at a time uses it.
/// </summary>
public sealed class Vcpu : IDisposable
{
    private const int ImmediateExitAt = 1;
    private const int ReasonAt = 8;
    private const int AddressAt = 0x20;
    private const int DataAt = 0x28;
    private const int LengthAt = 0x30;
    private const int IsWriteAt = 0x34;
    private const uint ExitMmio = 6;
    private const uint ExitIntr = 10;
    private const int SharedRegistersAt = 0x120;
    private const int ChangedRegistersAt = 0x128;
    private const int RegistersAt = 0x130;
    private const int RegistersSize = 0x90;
    private const int RipAt = 16 * sizeof(ulong);
    private const int FlagsAt = 17 * sizeof(ulong);
    private const ulong FlagsAlwaysSet = 2;

    private readonly int _fd;
    private readonly int _size;
    private readonly nint _run;
    private bool _disposed;

    private Vcpu(int fd, int size, nint run)
    {
        (_fd, _size, _run) = (fd, size, run);
        BinaryPrimitives.WriteUInt64LittleEndian(Shared[SharedRegistersAt..], KvmCalls.SyncRegs);
    }

    /// <summary>The bytes of an MMIO exit: of a store, or to be given to a load before the next run.</summary>
    public Span<byte> MmioData => Shared.Slice(DataAt, sizeof(ulong));

    /// <summary>
    /// What the run structure says about an MMIO exit. It means nothing unless the last KVM_RUN succeeded.
    /// </summary>
    internal VcpuExit.Mmio ShownMmio => new(
        BinaryPrimitives.ReadUInt64LittleEndian(Shared[AddressAt..]),
        BinaryPrimitives.ReadInt32LittleEndian(Shared[LengthAt..]),
        Shared[IsWriteAt] != 0);

    /// <summary>The memory that the vCPU shares with KVM.</summary>
    internal Span<byte> Shared
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return KvmCalls.BytesAt(_run, _size);
        }
    }

    internal static Vcpu Over(int fd, int size)
    {
        var run = LibC.MMap(0, (nuint)size, LibC.ProtRead | LibC.ProtWrite, LibC.MapShared, fd, 0);
        if (run != -1)
        {
            return new Vcpu(fd, size, run);
        }

        var errno = Marshal.GetLastPInvokeError();
        _ = LibC.Close(fd);
        throw new HostException("mmap of a vCPU", errno);
    }

    /// <summary>Enters the guest until something needs the VMM.</summary>
    /// <exception cref="HostException">KVM_RUN failed with something other than EFAULT.</exception>
    public VcpuExit Run()
    {
        while (true)
        {
            if (KvmCalls.Call(_fd, KvmCalls.Run, 0) == 0)
            {
                return Reason();
            }

            // exit_reason and what follows it were not written by this run.
            switch (Marshal.GetLastPInvokeError())
            {
                case (int)Errno.EFAULT:
                    return VcpuExit.Refused.Instance;
                case KvmCalls.Interrupted when Shared[ImmediateExitAt] != 0:
                    return VcpuExit.Completed.Instance;
                case KvmCalls.Interrupted or (int)Errno.EAGAIN:
                    continue;
                case var errno:
                    throw new HostException("KVM_RUN", errno);
            }
        }
    }

    /// <summary>
    /// Completes an MMIO access that the vCPU is in the middle of, without running anything after it: registers that
    /// are set before that would be overwritten. Without such an access it does nothing.
    /// </summary>
    /// <exception cref="HostException">KVM refused.</exception>
    public void Complete()
    {
        Shared[ImmediateExitAt] = 1;
        try
        {
            while (Run() is VcpuExit.Mmio)
            {
                // An access across two pages is completed in pieces.
            }
        }
        finally
        {
            Shared[ImmediateExitAt] = 0;
        }
    }

    /// <summary>The address of the instruction that the vCPU is at, since it left the guest.</summary>
    public ulong InstructionPointer => BinaryPrimitives.ReadUInt64LittleEndian(Registers[RipAt..]);

    /// <summary>rax, as its bytes are in memory.</summary>
    internal ReadOnlySpan<byte> Accumulator => Registers[..sizeof(ulong)];

    /// <summary>
    /// struct kvm_regs, which KVM writes whenever the vCPU leaves the guest, however it does: KVM_GET_REGS and
    /// KVM_SET_REGS would take as long as an exit.
    /// </summary>
    private Span<byte> Registers => Shared.Slice(RegistersAt, RegistersSize);

    /// <summary>
    /// The next run begins elsewhere, with all other registers 0. No access may be pending: see <see cref="Complete"/>.
    /// </summary>
    public void JumpTo(ulong instruction)
    {
        var registers = Registers;
        registers.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(registers[RipAt..], instruction);
        BinaryPrimitives.WriteUInt64LittleEndian(registers[FlagsAt..], FlagsAlwaysSet);
        BinaryPrimitives.WriteUInt64LittleEndian(Shared[ChangedRegistersAt..], KvmCalls.SyncRegs);
    }

    /// <summary>Brings the vCPU into long mode at CPL 3.</summary>
    /// <param name="pageTables">Guest physical address of the top page table.</param>
    /// <exception cref="HostException">KVM refused.</exception>
    public void EnterUserMode(ulong pageTables)
    {
        Span<byte> registers = stackalloc byte[KvmCalls.SregsSize];
        VirtualMachine.Check(KvmCalls.Call(_fd, KvmCalls.GetSregs, registers), "KVM_GET_SREGS");
        LongMode.Write(registers, pageTables);
        VirtualMachine.Check(KvmCalls.Call(_fd, KvmCalls.SetSregs, registers), "KVM_SET_SREGS");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _ = LibC.MUnmap(_run, (nuint)_size);
            _ = LibC.Close(_fd);
        }
    }

    private VcpuExit Reason()
    {
        var shared = Shared;
        return BinaryPrimitives.ReadUInt32LittleEndian(shared[ReasonAt..]) switch
        {
            ExitMmio => ShownMmio,
            ExitIntr when shared[ImmediateExitAt] != 0 => VcpuExit.Completed.Instance,
            var reason => new VcpuExit.Other(reason),
        };
    }
}
