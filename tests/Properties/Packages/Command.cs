// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;

namespace Pvmemcontrol.Properties.Packages;

/// <summary>A program that a test runs to its end.</summary>
internal static class Command
{
    /// <summary>Its exit code, and what it wrote to standard output and then to standard error.</summary>
    internal static (int ExitCode, string Output) Run(
        string program, string[] arguments, params ReadOnlySpan<KeyValuePair<string, string>> variables)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
