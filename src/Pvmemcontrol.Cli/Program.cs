// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Cli;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Storms;
using Pvmemcontrol.Impl.Host;

try
{
    // The processes of targets are started by the hundred, and parsing a command line takes longer than starting one.
    return args switch
    {
        [RunnerSettings.Subcommand, var arena, var target] => RunnerProgram.Run(arena, target),
        [StormProgram.Subcommand, var sheet, var target] => StormProgram.Run(sheet, target),
        [RoundProgram.Subcommand, var sheet, var target] => RoundProgram.Run(sheet, target),
        _ => CommandLine.Run(args),
    };
}
catch (Exception e) when (e is UsageException or TargetUnusableException)
{
    Console.Error.WriteLine($"pvmemcontrol: {e.Message}");
    return ExitCodes.Usage;
}
catch (Exception e) when (e is HostException or IOException)
{
    Console.Error.WriteLine($"pvmemcontrol: {e.Message}");
    return ExitCodes.Failed;
}
