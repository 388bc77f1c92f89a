// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Cli;
using Pvmemcontrol.Conformance.Plans;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Drivers.Processes;
using Pvmemcontrol.Impl.Host;

try
{
    // A run starts hundreds of child processes, and parsing a command line takes longer than starting one.
    if (args is [DriverChild.Subcommand])
    {
        return DriverChild.Run(Console.In, Console.Out);
    }

    return ChildPrograms.TryRun(args) ?? CommandLine.Run(args);
}
catch (Exception e) when (e is UsageException or TargetUnusableException)
{
    Console.Error.WriteLine($"pvmemcontrol: {e.Message}");
    return ExitCodes.Usage;
}
catch (Exception e) when (e is HostException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"pvmemcontrol: {e.Message}");
    return ExitCodes.Failed;
}
