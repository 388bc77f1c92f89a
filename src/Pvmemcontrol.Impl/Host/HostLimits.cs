// SPDX-License-Identifier: Apache-2.0

using System.Globalization;

namespace Pvmemcontrol.Impl.Host;

/// <summary>The kernel's limits for this process, read once; the kernel's defaults if they cannot be read.</summary>
public static class HostLimits
{
    private const int DefaultMaxMapCount = 65530;
    private const long DefaultLockedBytes = 8 << 20;
    private const int CapIpcLock = 14;

    /// <summary>How many VMAs a process may have: vm.max_map_count.</summary>
    public static int MaxMapCount { get; } = ReadMaxMapCount();

    /// <summary>
    /// How many bytes this process may lock, as of now: RLIMIT_MEMLOCK, or <see cref="long.MaxValue"/> with
    /// CAP_IPC_LOCK, which the limit doesn't bind.
    /// </summary>
    public static long LockableBytes { get; } = ReadLockableBytes();

    /// <summary>Bytes of memory that the host can give now without swapping; all where it does not say.</summary>
    public static long AvailableMemory =>
        long.TryParse(FieldOf("/proc/meminfo", "MemAvailable:"), CultureInfo.InvariantCulture, out var kib)
            ? kib << 10
            : long.MaxValue;

    private static int ReadMaxMapCount() =>
        int.TryParse(TextOf("/proc/sys/vm/max_map_count"), CultureInfo.InvariantCulture, out var count) && count > 0
            ? count
            : DefaultMaxMapCount;

    private static long ReadLockableBytes()
    {
        var capabilities = FieldOf("/proc/self/status", "CapEff:");
        if (ulong.TryParse(capabilities, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var set)
            && ((set >> CapIpcLock) & 1) != 0)
        {
            return long.MaxValue;
        }

        var limit = FieldOf("/proc/self/limits", "Max locked memory");
        return limit == "unlimited" ? long.MaxValue
            : long.TryParse(limit, CultureInfo.InvariantCulture, out var bytes) ? bytes
            : DefaultLockedBytes;
    }

    /// <summary>The first word after a name at the beginning of a line; empty when there is none.</summary>
    private static string FieldOf(string file, string name)
    {
        var line = TextOf(file).Split('\n').FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal)) ?? name;
        return line[name.Length..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";
    }

    private static string TextOf(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
