// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Plans;
using Pvmemcontrol.Drivers.Processes;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Runner;

/// <summary>The child processes of the tool, and nothing else.</summary>
internal static class NativeRunner
{
    private const int Failed = 1;
    private const int Usage = 5;

    private static int Main(string[] args)
    {
        try
        {
            if (args is [DriverChild.Subcommand])
            {
                return DriverChild.Run(Console.In, Console.Out);
            }

            if (ChildPrograms.TryRun(args) is { } status)
            {
                return status;
            }
        }
        catch (Exception e) when (e is HostException or IOException)
        {
            Console.Error.WriteLine($"pvmemcontrol-runner: {e.Message}");
            return Failed;
        }

        Console.Error.WriteLine("pvmemcontrol-runner: only pvmemcontrol starts this program");
        return Usage;
    }
}
