// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Cli;

/// <summary>Chooses the kinds of guest RAM for the runs, given the host's pool of huge pages.</summary>
internal static class HugePages
{
    /// <summary>The kinds asked for; by default mixed, and hugetlb if the host has enough huge pages.</summary>
    /// <exception cref="UsageException">hugetlb was asked for, and there are too few huge pages.</exception>
    internal static IReadOnlyList<string> Choose(IReadOnlyList<string> asked)
    {
        var isEnough = HugePagePool.Free >= Layouts.HugePagesNeeded;
        if (asked.Count == 0)
        {
            return isEnough ? [Layouts.StandardName, Layouts.HugeName] : [Layouts.StandardName];
        }

        return isEnough || !asked.Contains(Layouts.HugeName)
            ? asked
            : throw new UsageException($"--backing: hugetlb needs {Layouts.HugePagesNeeded} free huge pages; this host "
                + $"has {HugePagePool.Free}. As root, --reserve-hugepages reserves them");
    }

    /// <summary>Enlarges the pool until the result is disposed; null if it is large enough already.</summary>
    /// <exception cref="UsageException">The pool cannot be enlarged.</exception>
    internal static IDisposable? Reserve()
    {
        var missing = Layouts.HugePagesNeeded - HugePagePool.Free;
        try
        {
            return missing > 0 ? HugePagePool.Reserve(missing) : null;
        }
        catch (HostException e)
        {
            throw new UsageException($"--reserve-hugepages: {e.Message}");
        }
    }
}
