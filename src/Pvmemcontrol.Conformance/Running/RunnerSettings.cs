// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Running;

/// <summary>How runner processes are started and how long they may take.</summary>
/// <param name="Command">The program and its arguments; the arena and the target are added.</param>
/// <param name="StepLimit">A register access or host call that takes longer is a hang.</param>
public sealed record RunnerSettings(IReadOnlyList<string> Command, TimeSpan StepLimit)
{
    /// <summary>The tool's hidden subcommand that runs <see cref="RunnerProgram"/>.</summary>
    public const string Subcommand = "runner";

    /// <summary>Runs the tool that is in the directory of the running program.</summary>
    public static RunnerSettings Default { get; } = new(FindCommand(), TimeSpan.FromSeconds(5));

    private static string[] FindCommand()
    {
        var process = Environment.ProcessPath ?? "dotnet";
        if (Path.GetFileNameWithoutExtension(process) == "pvmemcontrol")
        {
            return [process, Subcommand];
        }

        var host = Path.GetFileNameWithoutExtension(process) == "dotnet" ? process : "dotnet";
        return [host, Path.Combine(AppContext.BaseDirectory, "pvmemcontrol.dll"), Subcommand];
    }
}
