// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using Pvmemcontrol.Cli;
using Pvmemcontrol.Impl.Host;

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    interrupted.Cancel();
};

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
