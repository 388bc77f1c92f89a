// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Host;

/// <summary>Finds out what this host can do, by trying it on scratch memory.</summary>
public static class CapabilityProbe
{
    /// <summary>Limits of locked memory above this are not tried: no scenario comes near them.</summary>
    private const ulong LargestTriedLimit = 16 << 20;

    /// <summary>What this process can do on this host.</summary>
    /// <exception cref="HostException">The scratch memory cannot be allocated.</exception>
    public static HostCapabilities Probe() => new()
    {
        HasKsm = Try(Backing.PrivateAnonymous, FunctionCode.Mergeable) == Errno.None,
        HasVmaNames = Try(Backing.PrivateAnonymous, FunctionCode.SetVmaAnonName) == Errno.None,
        RemoveNeedsWrite = Try(Backing.SharedMemory, FunctionCode.MProtectR, FunctionCode.Remove) == Errno.EACCES,
        HasSwap = ReadLines("/proc/swaps").Length > 1,
        LockLimit = LockLimit(),
    };

    private static Errno Try(Backing backing, params ReadOnlySpan<FunctionCode> functions)
    {
        using var memory = new GuestMemory(new GuestLayout(new Region(0, 1, backing)));
        var calls = new LinuxHostCalls(memory);
        var errno = Errno.None;
        foreach (var function in functions)
        {
            errno = calls.Call(function, 0, 0, PageGeometry.Size, arg: 1);
        }

        return errno;
    }

    private static ulong LockLimit()
    {
        const string name = "Max locked memory";
        var line = ReadLines("/proc/self/limits").FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal));
        var soft = line?[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        if (!ulong.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit))
        {
            return ulong.MaxValue;
        }

        return limit <= LargestTriedLimit && MayLockMoreThan(limit) ? ulong.MaxValue : limit;
    }

    /// <summary>CAP_IPC_LOCK lifts the limit, but not that of a container: so it is tried instead of read.</summary>
    private static bool MayLockMoreThan(ulong limit)
    {
        var region = new Region(0, (int)(limit >> PageGeometry.Shift) + 1, Backing.PrivateAnonymous);
        using var memory = new GuestMemory(new GuestLayout(region));
        return new LinuxHostCalls(memory).Call(FunctionCode.MLock, 0, 0, region.Length, arg: 0) == Errno.None;
    }

    private static string[] ReadLines(string path) => File.Exists(path) ? File.ReadAllLines(path) : [];
}
