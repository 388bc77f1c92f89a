// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using System.Runtime.InteropServices;

namespace Pvmemcontrol.Cli;

/// <summary>The command line of the tool, and the signals that end it early.</summary>
internal static class CommandLine
{
    /// <summary>Parses the arguments and runs the command; the exit code of the tool.</summary>
    internal static int Run(string[] args)
    {
        using var interrupted = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            interrupted.Cancel();
        };

        // A cancelled job gets one of these signals rather than Ctrl-C, and must still return what it borrowed from the
        // host. In the processes of targets the signals keep their default action, as in any VMM.
        using var terminated = InterruptOnce(PosixSignal.SIGTERM, interrupted);
        using var hungUp = InterruptOnce(PosixSignal.SIGHUP, interrupted);

        var parsed = Commands.Root(interrupted.Token).Parse(args);
        if (parsed.Errors is not [var first, ..])
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }

        // For a mistyped command the first error is only that a command is missing.
        var message = parsed.UnmatchedTokens is [var token, ..]
            ? $"Unrecognized command or argument '{token}'."
            : first.Message;
        Console.Error.WriteLine($"pvmemcontrol: {message} See pvmemcontrol --help.");
        return ExitCodes.Usage;
    }

    /// <summary>A second signal ends the process at once.</summary>
    private static PosixSignalRegistration InterruptOnce(PosixSignal signal, CancellationTokenSource interrupted)
    {
        var isInterrupted = 0;
        return PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = Interlocked.Exchange(ref isInterrupted, 1) == 0;
            interrupted.Cancel();
        });
    }
}
