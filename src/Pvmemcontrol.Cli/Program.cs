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

// A cancelled job gets one of these signals rather than Ctrl-C, and must still return what it borrowed from the host.
// In the processes of targets the signals keep their default action, as in any VMM.
var isRunner = args is [RunnerSettings.Subcommand or StormProgram.Subcommand or RoundProgram.Subcommand, ..];
using var terminated = isRunner ? null : InterruptOnce(PosixSignal.SIGTERM);
using var hungUp = isRunner ? null : InterruptOnce(PosixSignal.SIGHUP);

var parsed = Commands.Root(interrupted.Token).Parse(args);
if (parsed.Errors is [var first, ..])
{
    // For a mistyped command the first error is only that a command is missing.
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

// A second signal ends the process at once.
PosixSignalRegistration InterruptOnce(PosixSignal signal)
{
    var isInterrupted = 0;
    return PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = Interlocked.Exchange(ref isInterrupted, 1) == 0;
        interrupted.Cancel();
    });
}
