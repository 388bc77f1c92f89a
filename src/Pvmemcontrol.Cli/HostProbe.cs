// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Impl.Host;
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
            throw new UsageException(
                $"this host has pages of {Environment.SystemPageSize} bytes; the model has {PageGeometry.Size}");
        }
    }

    /// <summary>Says what is testable here, and what is not.</summary>
    /// <param name="host">What it is able to.</param>
    /// <param name="backings">On which guest RAM the runs are.</param>
    /// <param name="print">Takes a line.</param>
    internal static void Print(HostCapabilities host, IReadOnlyList<string> backings, Action<string> print)
    {
        print($"  host: Linux {Release()}, {RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}, "
            + $"{Environment.SystemPageSize}-byte pages, {Environment.ProcessorCount} CPUs");
        print("  testable here: registers, requests and replies of one vCPU, and of several at once;");
        print($"    every byte, protection, lock, dump and merge flag of guest RAM ({string.Join(", ", backings)})");
        print("  not testable here: whether channels wait for each other (tests/Properties does that for our own);");
        if (!backings.Contains(Layouts.HugeName))
        {
            print(HugePagePool.Free >= Layouts.HugePagesNeeded
                ? "    hugetlb memory (--backing leaves it out);"
                : $"    hugetlb memory ({HugePagePool.Free} huge pages are free, {Layouts.HugePagesNeeded} are needed: "
                    + "--reserve-hugepages);");
        }

        if (!host.HasKsm)
        {
            print("    MERGEABLE and UNMERGEABLE (a kernel without KSM);");
        }

        if (!host.HasVmaNames)
        {
            print("    SET_VMA_ANON_NAME that works (a kernel without CONFIG_ANON_VMA_NAME);");
        }

        if (host.LockLimit == 0)
        {
            print("    MLOCK (RLIMIT_MEMLOCK is 0);");
        }

        print("    what a real vCPU sees; reclaim of lazily freed pages (allowed at any time, not forced)");
    }

    private static string Release()
    {
        const string path = "/proc/sys/kernel/osrelease";
        return File.Exists(path) ? File.ReadAllText(path).Trim() : Environment.OSVersion.Version.ToString();
    }
}
