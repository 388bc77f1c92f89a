// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Vcpus;

/// <summary>Makes the accesses of a guest to its RAM and to the registers of a device.</summary>
public interface IVcpu
{
    /// <summary>Makes accesses in order, up to the first one that faults.</summary>
    /// <param name="accesses">The accesses.</param>
    /// <param name="data">What stores write, and where loads put what they read.</param>
    /// <returns>How many were made; fewer than all: the next one faulted.</returns>
    /// <exception cref="Host.HostException">The vCPU does not work.</exception>
    int Perform(ReadOnlySpan<GuestAccess> accesses, Span<byte> data);
}
