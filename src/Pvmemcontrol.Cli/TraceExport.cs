// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Reporting;
using Pvmemcontrol.Conformance.Reporting.Formats;

namespace Pvmemcontrol.Cli;

/// <summary>The option --export of replay.</summary>
internal static class TraceExport
{
    private const string Itf = "itf=";

    /// <summary>Writes the states of a trace; the exit code.</summary>
    internal static int Write(string trace, string option)
    {
        if (!option.StartsWith(Itf, StringComparison.Ordinal) || option.Length == Itf.Length)
        {
            throw new UsageException($"--export: '{option}' is not itf=FILE");
        }

        var file = option[Itf.Length..];
        var states = 0;
        Action<Stream> write;
        if (Worlds(trace) is { } worlds)
        {
            if (worlds.Length != 1)
            {
                throw new UsageException($"{trace} has {worlds.Length} counterexamples, and an ITF file has one trace; "
                    + $"keep the line of one: {string.Join(", ", worlds.Select(w => w.Requirement))}");
            }

            write = stream => states = ItfTrace.Write(stream, worlds[0]);
        }
        else
        {
            var counterexample = ReplayCommand.Read(trace);
            if (!ItfTrace.CanWrite(counterexample))
            {
                throw new UsageException(
                    $"{trace}: only a scenario of one vCPU has states to export, and a counterexample of a world");
            }

            write = stream => states = ItfTrace.Write(stream, counterexample);
        }

        try
        {
            WholeFile.Plan(file).Write(write);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"--export: {e.Message}");
        }

        Screen.Heading($"{states} states of {trace} written to {file}");
        return 0;
    }

    private static ImmutableArray<WorldTrace>? Worlds(string trace)
    {
        try
        {
            return WorldTrace.Read(trace);
        }
        catch (TraceFormatException e)
        {
            throw new UsageException(e.Message);
        }
    }
}
