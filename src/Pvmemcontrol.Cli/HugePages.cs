// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Cli;

/// <summary>Decides on which kinds of guest RAM to run, given the host's pool of huge pages.</summary>
internal static class HugePages
{
    /// <summary>The kinds asked for; without any, all that differ and that this host has.</summary>
    /// <exception cref="UsageException">Huge pages were asked for and there are too few.</exception>
    internal static IReadOnlyList<string> Choose(IReadOnlyList<string> asked)
    {
        var isEnough = HugePagePool.Free >= Layouts.HugePagesNeeded;
        if (asked.Count == 0)
        {
            return isEnough ? [Layouts.StandardName, Layouts.HugeName] : [Layouts.StandardName];
        }

        return isEnough || !asked.Contains(Layouts.HugeName)
            ? asked
            : throw new UsageException($"--backing: hugetlb takes {Layouts.HugePagesNeeded} free huge pages, this host "
                + $"has {HugePagePool.Free}; --reserve-hugepages makes room, if it may");
    }

    /// <summary>Makes the pool large enough for as long as the result lives; null where it is.</summary>
    /// <exception cref="UsageException">That is not possible here.</exception>
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
