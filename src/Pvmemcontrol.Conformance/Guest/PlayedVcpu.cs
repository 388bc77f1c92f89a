// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Impl.Vcpus;

namespace Pvmemcontrol.Conformance.Guest;

/// <summary>A vCPU that this process plays: it reads and writes the mappings of guest RAM itself.</summary>
/// <param name="memory">Guest RAM.</param>
/// <param name="registers">The device in BAR0.</param>
/// <param name="mayFault">
/// True for bytes that the guest may be denied. Only there an access is reported as a fault: elsewhere one ends the
/// process with a signal.
/// </param>
/// <param name="beforeMemory">Called before an access to guest RAM.</param>
internal sealed class PlayedVcpu(
    GuestMemory memory, IMmioDevice registers, Func<ulong, int, bool> mayFault, Action beforeMemory) : IVcpu
{
    /// <inheritdoc/>
    public int Perform(ReadOnlySpan<GuestAccess> accesses, Span<byte> data)
    {
        for (var i = 0; i < accesses.Length; i++)
        {
            if (Bar.Has(accesses[i].Address))
            {
                AccessRegister(accesses[i], accesses[i].In(data));
            }
            else if (!AccessMemory(accesses[i], accesses[i].In(data)))
            {
                return i;
            }
        }

        return accesses.Length;
    }

    private void AccessRegister(in GuestAccess access, Span<byte> bytes)
    {
        if (access.IsStore)
        {
            registers.Write(access.Address - Bar.Start, bytes);
        }
        else
        {
            registers.Read(access.Address - Bar.Start, bytes);
        }
    }

    private bool AccessMemory(in GuestAccess access, Span<byte> bytes)
    {
        beforeMemory();
        if (mayFault(access.Address, access.Length))
        {
            return access.IsStore ? memory.TryWrite(access.Address, bytes) : memory.TryRead(access.Address, bytes);
        }

        if (access.IsStore)
        {
            memory.Write(access.Address, bytes);
        }
        else
        {
            memory.Read(access.Address, bytes);
        }

        return true;
    }
}
