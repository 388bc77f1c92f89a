// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Impl.Kvm;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Cli;

/// <summary>What this machine is, and what can be tested on it.</summary>
internal static class HostProbe
{
    /// <summary>Fails if nothing can be tested here.</summary>
    /// <exception cref="UsageException">Not Linux, or pages of another size.</exception>
    internal static void Require()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new UsageException("this tool needs Linux");
        }

        if (Environment.SystemPageSize != PageGeometry.Size)
        {
            throw new UsageException(
                $"the pages of this host have {Environment.SystemPageSize} bytes; the model needs {PageGeometry.Size}");
        }
    }

    /// <summary>Says what is testable here, and what is not.</summary>
    /// <param name="host">The capabilities of the host.</param>
    /// <param name="backings">The kinds of guest RAM of the runs.</param>
    /// <param name="hasKvm">True when some runs are on real vCPUs.</param>
    /// <param name="print">Takes a line.</param>
    internal static void Print(HostCapabilities host, IReadOnlyList<string> backings, bool hasKvm, Action<string> print)
    {
        print($"  host: Linux {Release()}, {RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}, "
            + $"{Environment.SystemPageSize}-byte pages, {Environment.ProcessorCount} CPUs");
        if (host.IsOtherProcess)
        {
            PrintOfServer(print);
        }
        else
        {
            PrintOfLibrary(backings, print);
        }

        if (!host.HasKsm)
        {
            print("    MERGEABLE and UNMERGEABLE (the kernel has no KSM);");
        }

        if (!host.HasVmaNames)
        {
            print("    success of SET_VMA_ANON_NAME (the kernel has no CONFIG_ANON_VMA_NAME);");
        }

        if (host.LockLimit == 0)
        {
            print("    MLOCK (RLIMIT_MEMLOCK is 0);");
        }

        if (!hasKvm)
        {
            print($"    behaviour on real vCPUs ({KvmProbe.WhyNot ?? "see --vcpus"});");
        }

        print("    reclaim of lazily freed pages (allowed, not forced)");
    }

    private static void PrintOfLibrary(IReadOnlyList<string> backings, Action<string> print)
    {
        print("  testable here: registers, requests and replies, of one vCPU and of several concurrently;");
        print($"    every byte, protection, lock, dump and merge flag of guest RAM ({string.Join(", ", backings)})");
        print("  not testable here: whether channels wait for each other (see tests/Properties);");
        if (!backings.Contains(Layouts.HugeName))
        {
            print(HugePagePool.Free >= Layouts.HugePagesNeeded
                ? "    hugetlb memory (excluded by --backing);"
                : $"    hugetlb memory ({HugePagePool.Free} huge pages are free, {Layouts.HugePagesNeeded} are needed; "
                    + "see --reserve-hugepages);");
        }
    }

    /// <summary>A server has a mapping of its own, and one connection to this process.</summary>
    private static void PrintOfServer(Action<string> print)
    {
        print("  testable here: registers, requests and replies, of one vCPU;");
        print($"    every byte of guest RAM ({Layouts.SharedName}), and which pages are given back");
        print("  not testable here: several vCPUs (a connection brings one access at a time);");
        print("    protections and flags (the device's process has a mapping of its own);");
        print("    guest RAM that another process cannot map;");
    }

    private static string Release()
    {
        const string path = "/proc/sys/kernel/osrelease";
        return File.Exists(path) ? File.ReadAllText(path).Trim() : Environment.OSVersion.Version.ToString();
    }
}
