// SPDX-License-Identifier: Apache-2.0

using System.Reflection;
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

    private const string DotNet = "dotnet";

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

    /// <summary>The settings with a limit for steps of at most so long.</summary>
    internal RunnerSettings Within(TimeSpan limit) => limit < StepLimit ? this with { StepLimit = limit } : this;

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

    /// <summary>Runs the tool: this very program, or the one that is in its directory.</summary>
    /// <exception cref="HostException">Not even the memory to try the host out on could be had.</exception>
    public static RunnerSettings Default => Found.Value;

    // Lazy: what fails in a static initialiser is told as a fault of the type.
    private static readonly Lazy<RunnerSettings> Found =
        new(() => new(FindCommand(), TimeSpan.FromSeconds(5), CapabilityProbe.Probe()));

    private static string[] FindCommand()
    {
        const string tool = "pvmemcontrol";
        var process = Environment.ProcessPath ?? DotNet;
        var isDotNet = Path.GetFileNameWithoutExtension(process) == DotNet;

        // By what it is and not by its name: the tool may be called anything, and tests and benches are other programs.
        return Assembly.GetEntryAssembly()?.GetName().Name == tool && !isDotNet
            ? [process, Subcommand]
            : [isDotNet ? process : DotNet, Path.Combine(AppContext.BaseDirectory, tool + ".dll"), Subcommand];
    }
}
