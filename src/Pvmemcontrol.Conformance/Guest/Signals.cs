// SPDX-License-Identifier: Apache-2.0

using System.Globalization;

namespace Pvmemcontrol.Conformance.Guest;

/// <summary>Signals that end a process, as reports and traces name them.</summary>
internal static class Signals
{
    /// <summary>SIGSYS: a filter of system calls ended the process.</summary>
    internal const int BadSystemCall = 31;

    private const string Prefix = "killed by ";
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
        (BadSystemCall, "SIGSYS"),
    ];

    /// <summary>Describes the end of a process by a signal.</summary>
    internal static string Describe(int signal) =>
        Prefix + (Array.Find(Names, n => n.Number == signal).Name
            ?? string.Create(CultureInfo.InvariantCulture, $"{Unnamed}{signal}"));

    /// <summary>
    /// The signal that such a text names, with or without the last words of the process; null for none.
    /// </summary>
    internal static int? Find(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var name = text[Prefix.Length..].Split(';')[0];
        return Array.Find(Names, n => n.Name == name) is { Name: not null } known ? known.Number
            : name.StartsWith(Unnamed, StringComparison.Ordinal)
                && int.TryParse(name[Unnamed.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
            : null;
    }

    /// <summary>
    /// True for the signals that an operator, a service manager, a time limit or the kernel's OOM killer sends.
    /// </summary>
    internal static bool IsSentByOthers(int? signal) => signal is 1 or 2 or 9 or 15 or 24;
}
