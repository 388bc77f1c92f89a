// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using System.Runtime.InteropServices;
using Pvmemcontrol.Cli;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Storms;
using Pvmemcontrol.Impl.Host;

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    interrupted.Cancel();
};

// Who cancels a job sends no Ctrl-C, but what is borrowed from the host has to be given back all the same. In the
// processes of targets these signals do what they do to any VMM.
var isRunner = args is [RunnerSettings.Subcommand or StormProgram.Subcommand or RoundProgram.Subcommand, ..];
using var terminated = isRunner ? null : InterruptOnce(PosixSignal.SIGTERM);
using var hungUp = isRunner ? null : InterruptOnce(PosixSignal.SIGHUP);

var parsed = Commands.Root(interrupted.Token).Parse(args);
if (parsed.Errors is [var first, ..])
{
    // To somebody who mistyped a command, that none was given says nothing.
    var message = parsed.UnmatchedTokens is [var token, ..]
        ? $"Unrecognized command or argument '{token}'."
        : first.Message;
    Console.Error.WriteLine($"pvmemcontrol: {message} See pvmemcontrol --help.");
    return ExitCodes.Usage;
}

try
{
    return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
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

// Whoever sends it again does not want to wait.
PosixSignalRegistration InterruptOnce(PosixSignal signal)
{
    var isInterrupted = 0;
    return PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = Interlocked.Exchange(ref isInterrupted, 1) == 0;
        interrupted.Cancel();
    });
}
