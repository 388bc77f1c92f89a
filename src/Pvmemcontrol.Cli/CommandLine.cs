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

        // Who cancels a job sends no Ctrl-C, but what is borrowed from the host has to be given back all the same.
        using var terminated = InterruptOnce(PosixSignal.SIGTERM, interrupted);
        using var hungUp = InterruptOnce(PosixSignal.SIGHUP, interrupted);

        var parsed = Commands.Root(interrupted.Token).Parse(args);
        if (parsed.Errors is not [var first, ..])
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }

        // To somebody who mistyped a command, that none was given says nothing.
        var message = parsed.UnmatchedTokens is [var token, ..]
            ? $"Unrecognized command or argument '{token}'."
            : first.Message;
        Console.Error.WriteLine($"pvmemcontrol: {message} See pvmemcontrol --help.");
        return ExitCodes.Usage;
    }

    /// <summary>Whoever sends it again does not want to wait.</summary>
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
