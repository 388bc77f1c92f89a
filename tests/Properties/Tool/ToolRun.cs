// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using System.Runtime.InteropServices;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Tool;

/// <summary>One call of the tool as a process, with its exit code and output.</summary>
/// <param name="ExitCode">What a script sees.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">Standard error.</param>
internal sealed record ToolRun(int ExitCode, string Output, string Errors)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    /// <summary>Where the tool is run: what it writes into the current directory is not to stay.</summary>
    private static readonly Lazy<string> Elsewhere = new(TemporaryDirectory.Make);

    /// <summary>The lines of standard error.</summary>
    internal string[] ErrorLines => Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Runs the tool to its end.</summary>
    internal static ToolRun Of(params ReadOnlySpan<string> arguments) => In(Elsewhere.Value, arguments);

    /// <summary>Runs the tool to its end, with another current directory.</summary>
    internal static ToolRun In(string directory, params ReadOnlySpan<string> arguments) =>
        Run("pvmemcontrol", directory, arguments);

    /// <summary>Runs a program beside these tests to its end.</summary>
    internal static ToolRun OfProgram(string name, params ReadOnlySpan<string> arguments) =>
        Run(name, Elsewhere.Value, arguments);

    /// <summary>The file that is started.</summary>
    internal static string Tool { get; } = Path.Combine(AppContext.BaseDirectory, "pvmemcontrol");

    /// <summary>Runs a line of the shell to its end, in which "$@" is the tool and its arguments.</summary>
    internal static ToolRun InShell(string line, params ReadOnlySpan<string> arguments) =>
        OfProgram("/bin/sh", ["-c", line, "sh", Tool, .. arguments]);

    /// <summary>Starts the tool, and leaves its end to the caller.</summary>
    internal static Process Begin(params ReadOnlySpan<string> arguments) => Start(Tool, Elsewhere.Value, arguments);

    private static Process Start(string name, string directory, ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, name), [.. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory,
        };

        // The tool's own start looks in a few places only; the runtime of this process is surely there.
        var runtime = RuntimeEnvironment.GetRuntimeDirectory();
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(runtime, "..", "..", ".."));
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{name} did not start");
        process.StandardInput.Close();
        return process;
    }

    private static ToolRun Run(string name, string directory, ReadOnlySpan<string> arguments)
    {
        using var process = Start(name, directory, arguments);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{name} {string.Join(' ', arguments)} does not end");
        }

        return new ToolRun(process.ExitCode, output.Result, errors.Result);
    }

    /// <summary>Judges a C file beside these tests.</summary>
    internal static ToolRun Conform(string file, params ReadOnlySpan<string> arguments) =>
        ConformLibrary(CCompiler.Compile("tests", "Properties", "Tool", "c", file), arguments);

    /// <summary>Judges a broken variant.</summary>
    internal static ToolRun ConformBroken(string file, params ReadOnlySpan<string> arguments) =>
        ConformLibrary(CCompiler.Compile("tests", "Properties", "Broken", "c", file), arguments);

    private static readonly string[] OrdinaryMemory = ["--backing", "mixed"];

    /// <summary>Judges a library, not for long and always with the same scenarios.</summary>
    internal static ToolRun ConformLibrary(string library, params ReadOnlySpan<string> arguments) =>
        Of(["conform", library, "--first", "--time", "1", "--seed", "2",
            .. arguments.Contains("--backing") ? [] : OrdinaryMemory, .. arguments]);
}
