// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Pvmemcontrol.Properties.Packages;

/// <summary>Commands of the SDK, on what is built already.</summary>
internal static class Dotnet
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    /// <summary>Debug or Release, as these tests were built.</summary>
    internal static string Configuration { get; } =
        AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";

    /// <summary>Runs a command of the SDK in the root of the repository.</summary>
    /// <exception cref="InvalidOperationException">It failed; with what it said.</exception>
    internal static void Run(params ReadOnlySpan<string> arguments)
    {
        var runtime = RuntimeEnvironment.GetRuntimeDirectory();
        var start = new ProcessStartInfo(Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "dotnet")),
            [.. arguments])
        {
            WorkingDirectory = Repository.PathOf("."),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // A server that stays behind would hold on to the output.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"dotnet {string.Join(' ', arguments)} does not end");
        }

        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"dotnet {string.Join(' ', arguments)}:\n{output.Result}\n{errors.Result}");
        }
    }
}
