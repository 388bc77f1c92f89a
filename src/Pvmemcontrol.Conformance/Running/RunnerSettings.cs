// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Conformance.Storms;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Running;

/// <summary>How runner processes are started and how long they may take.</summary>
/// <param name="Command">The program and its arguments; the arena and the target are added.</param>
/// <param name="StepLimit">A register access or host call that takes longer is a hang.</param>
/// <param name="Host">What the host is able to, as the processes find it.</param>
public sealed record RunnerSettings(IReadOnlyList<string> Command, TimeSpan StepLimit, HostCapabilities Host)
{
    /// <summary>The tool's hidden subcommand that runs <see cref="RunnerProgram"/>.</summary>
    public const string Subcommand = "runner";

    /// <summary>
    /// A limit of locked memory for the processes, in bytes; <see cref="ulong.MaxValue"/> for none but the host's own.
    /// </summary>
    public ulong ImposedLockLimit { get; private init; } = ulong.MaxValue;

    /// <summary>The settings with a limit of locked memory.</summary>
    public RunnerSettings WithLockLimit(ulong bytes) => this with
    {
        ImposedLockLimit = bytes,
        Host = Host with { LockLimit = Math.Min(bytes, Host.LockLimit) },
    };

    /// <summary>Variables that the processes find in their environment, beyond those of this one.</summary>
    internal IReadOnlyDictionary<string, string> Variables { get; private init; } = new Dictionary<string, string>();

    /// <summary>The settings for processes that run <see cref="StormProgram"/>.</summary>
    internal RunnerSettings ForStorms() => this with
    {
        Command = [.. Command.SkipLast(1), StormProgram.Subcommand],
        Variables = StormProgram.Variables,
    };

    /// <summary>The settings for processes that run <see cref="RoundProgram"/>.</summary>
    internal RunnerSettings ForRounds() => this with { Command = [.. Command.SkipLast(1), RoundProgram.Subcommand] };

    /// <summary>Runs the tool that is in the directory of the running program.</summary>
    public static RunnerSettings Default { get; } =
        new(FindCommand(), TimeSpan.FromSeconds(5), CapabilityProbe.Probe());

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
