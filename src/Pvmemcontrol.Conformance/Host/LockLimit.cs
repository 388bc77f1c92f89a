// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Conformance.Host;

/// <summary>How much memory this process may lock: RLIMIT_MEMLOCK, which CAP_IPC_LOCK lifts.</summary>
public static unsafe class LockLimit
{
    private const uint CapabilityVersion3 = 0x2008_0522;
    private const uint IpcLockBit = 1u << 14;

    /// <summary>
    /// Imposes a limit on calls from the calling thread, for good: the capability to exceed it is dropped.
    /// </summary>
    /// <param name="bytes">How many bytes the process may lock from now on.</param>
    /// <exception cref="HostException">The kernel refused.</exception>
    public static void Impose(ulong bytes)
    {
        var limit = new LibC.ResourceLimit { Soft = bytes, Hard = bytes };

        // SAFETY: the structure is read during the call only, and there is no old limit to write.
        if (LibC.PrLimit(0, LibC.ResourceMemLock, &limit, null) != 0)
        {
            throw new HostException("prlimit", Marshal.GetLastPInvokeError());
        }

        var header = new LibC.CapabilityHeader { Version = CapabilityVersion3 };
        var sets = stackalloc LibC.CapabilitySets[2];

        // SAFETY: version 3 has two elements; the kernel writes or reads exactly those.
        if (LibC.CapGet(&header, sets) != 0)
        {
            throw new HostException("capget", Marshal.GetLastPInvokeError());
        }

        sets[0].Effective &= ~IpcLockBit;
        sets[0].Permitted &= ~IpcLockBit;

        // SAFETY: as above.
        if (LibC.CapSet(&header, sets) != 0)
        {
            throw new HostException("capset", Marshal.GetLastPInvokeError());
        }
    }
}
