// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Impl.Host;

/// <summary>Whether this process may lock memory: RLIMIT_MEMLOCK, CAP_IPC_LOCK.</summary>
public static class MemoryLock
{
    /// <summary>True when all of such guest RAM can be locked at once; tried on memory made for it.</summary>
    /// <exception cref="HostException">Not even the memory could be had.</exception>
    public static bool IsAllowed(GuestLayout layout)
    {
        using var memory = new GuestMemory(layout);
        var calls = new LinuxHostCalls(memory);
        return layout.Regions
            .Select((region, index) => calls.Call(FunctionCode.MLock, index, 0, region.Length, arg: 0))
            .All(errno => errno == Errno.None);
    }
}
