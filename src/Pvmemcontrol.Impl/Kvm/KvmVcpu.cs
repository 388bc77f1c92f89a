// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Impl.Vcpus;

namespace Pvmemcontrol.Impl.Kvm;

/// <summary>
/// A vCPU of KVM, and the part of a VMM that handles its exits. The guest runs accesses as machine code; what a
/// register access asks for is done before the guest goes on.
/// </summary>
/// <param name="guest">A VM over the guest RAM.</param>
/// <param name="registers">The device in BAR0.</param>
public class KvmVcpu(KvmGuest guest, IMmioDevice registers) : IVcpu
{
    /// <summary>The VM.</summary>
    protected KvmGuest Guest => guest;

    /// <summary>The device.</summary>
    protected IMmioDevice Device => registers;

    /// <inheritdoc/>
    public int Perform(ReadOnlySpan<GuestAccess> accesses, Span<byte> data)
    {
        guest.Load(accesses, data);
        return Finish(accesses.Length, data);
    }

    /// <summary>
    /// Makes the guest move 4 bytes from a register to its RAM in one instruction, which KVM emulates; false: it
    /// faulted.
    /// </summary>
    /// <exception cref="HostException">The vCPU does not work.</exception>
    public bool Move(ulong from, ulong to)
    {
        guest.LoadMove(from, to);
        return Finish(1, []) == 1;
    }

    /// <summary>Runs the guest to the end of its program, or to a fault; how many of its accesses it made.</summary>
    private int Finish(int count, Span<byte> data)
    {
        while (true)
        {
            var left = Run();
            switch (left)
            {
                case VcpuExit.Mmio exit when KvmGuest.IsDone(exit):
                    guest.TakeAll(data);
                    return count;
                case VcpuExit.Mmio exit when Bar.Has(exit.Address):
                    AccessRegister(exit);
                    if (guest.IsLast(exit))
                    {
                        guest.TakeAtRegister(data);
                        return count;
                    }

                    break;
                case VcpuExit.Mmio exit when IsAnswered(exit):
                    break;

                // There is no other device. An access to guest RAM that comes as one to a device is a fault too.
                case VcpuExit.Mmio or VcpuExit.Refused:
                    return guest.TakeUpTo(left, data);
                case VcpuExit.Other { Reason: var reason }:
                    throw new HostException($"the vCPU stopped with KVM_EXIT_{reason}");
                default:
                    throw new InvalidOperationException($"{left}: nothing asked the vCPU to stop");
            }
        }
    }

    /// <summary>Enters the guest.</summary>
    protected virtual VcpuExit Run() => guest.Vcpu.Run();

    /// <summary>Lets the device perform a register access.</summary>
    protected virtual void AccessRegister(VcpuExit.Mmio exit)
    {
        ArgumentNullException.ThrowIfNull(exit);
        var data = guest.Vcpu.MmioData[..exit.Length];
        if (exit.IsWrite)
        {
            registers.Write(exit.Address - Bar.Start, data);
        }
        else
        {
            registers.Read(exit.Address - Bar.Start, data);
        }
    }

    /// <summary>True when an access outside of BAR0 was performed by something else of the VMM.</summary>
    protected virtual bool IsAnswered(VcpuExit.Mmio exit) => false;
}
