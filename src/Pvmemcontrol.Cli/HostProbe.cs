// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Cli;

/// <summary>What this machine is, and so what can be tested on it.</summary>
internal static class HostProbe
{
    /// <summary>Fails where nothing could be tested at all.</summary>
    /// <exception cref="UsageException">Not Linux, or pages of another size.</exception>
    internal static void Require()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new UsageException("this tool judges by Linux system calls; this is not Linux");
        }

        if (Environment.SystemPageSize != PageGeometry.Size)
        {
            throw new UsageException($"this host has pages of {Environment.SystemPageSize} bytes; the host model knows {PageGeometry.Size} only");
        }
    }

    /// <summary>The lines to print.</summary>
    /// <param name="example">The C example that the build made, or null when it made none.</param>
    internal static IEnumerable<string> Lines(string? example)
    {
        yield return $"  host: Linux {Release()}, {RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}, "
            + $"{Environment.SystemPageSize}-byte pages, {Environment.ProcessorCount} CPUs";
        yield return "  testable here: registers, requests and replies; every byte and protection of private anonymous and shared memory";
        yield return "  not testable here: requests in flight on several vCPUs (see tests/Properties); what a real vCPU sees; "
            + "reclaim of lazily freed pages (it may happen, it is not forced)";
        if (example is null)
        {
            yield return "  SKIPPED: the C example device: there was no C compiler (cc) when this tool was built";
        }
    }

    private static string Release()
    {
        const string path = "/proc/sys/kernel/osrelease";
        return File.Exists(path) ? File.ReadAllText(path).Trim() : Environment.OSVersion.Version.ToString();
    }
}
