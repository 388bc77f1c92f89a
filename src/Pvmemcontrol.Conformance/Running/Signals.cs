// SPDX-License-Identifier: Apache-2.0

using System.Globalization;

namespace Pvmemcontrol.Conformance.Running;

/// <summary>Signals that end a process, as they are told and kept in traces.</summary>
internal static class Signals
{
    private const string Told = "killed by ";
    private const string Unnamed = "signal ";

    private static readonly (int Number, string Name)[] Names =
    [
        (1, "SIGHUP"),
        (2, "SIGINT"),
        (4, "SIGILL"),
        (6, "SIGABRT"),
        (7, "SIGBUS"),
        (8, "SIGFPE"),
        (9, "SIGKILL"),
        (11, "SIGSEGV"),
        (15, "SIGTERM"),
        (24, "SIGXCPU"),
        (31, "SIGSYS"),
    ];

    /// <summary>What is said of a process that a signal ended.</summary>
    internal static string Tell(int signal) =>
        Told + (Array.Find(Names, n => n.Number == signal).Name
            ?? string.Create(CultureInfo.InvariantCulture, $"{Unnamed}{signal}"));

    /// <summary>The signal that was told of, with the last words of the process or without; or null.</summary>
    internal static int? Find(string told)
    {
        if (!told.StartsWith(Told, StringComparison.Ordinal))
        {
            return null;
        }

        var name = told[Told.Length..].Split(';')[0];
        return Array.Find(Names, n => n.Name == name) is { Name: not null } known ? known.Number
            : name.StartsWith(Unnamed, StringComparison.Ordinal)
                && int.TryParse(name[Unnamed.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
            : null;
    }

    /// <summary>
    /// True for what an operator, a service manager, a limit of time or the kernel for want of memory sends. Others may
    /// be sent too, but nobody does.
    /// </summary>
    internal static bool IsSentByOthers(int? signal) => signal is 1 or 2 or 9 or 15 or 24;
}
