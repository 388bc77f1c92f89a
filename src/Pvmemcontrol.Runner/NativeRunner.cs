// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Plans;
using Pvmemcontrol.Drivers.Processes;

namespace Pvmemcontrol.Runner;

/// <summary>The child processes of the tool, and nothing else.</summary>
internal static class NativeRunner
{
    private const int Usage = 5;

    private static int Main(string[] args)
    {
        if (args is [DriverChild.Subcommand])
        {
            return DriverChild.Run(Console.In, Console.Out);
        }

        if (ChildPrograms.TryRun(args) is { } status)
        {
            return status;
        }

        Console.Error.WriteLine("pvmemcontrol-runner: only pvmemcontrol starts this program");
        return Usage;
    }
}
