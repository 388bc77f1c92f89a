// SPDX-License-Identifier: Apache-2.0

using System.Reflection;
using System.Runtime.InteropServices;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Processes;

/// <summary>How runner processes are started and how long they may take.</summary>
/// <param name="Command">
/// The tool: a program and its first arguments. The subcommand of a <see cref="ChildProgram"/> follows.
/// </param>
/// <param name="StepLimit">A register access or host call that takes longer is a hang.</param>
/// <param name="Host">What the host can do, as the processes see it.</param>
public sealed record RunnerSettings(IReadOnlyList<string> Command, TimeSpan StepLimit, HostCapabilities Host)
{
    private const string DotNet = "dotnet";

    /// <summary>
    /// The program of the same subcommands that is compiled to native code, and starts in a tenth of the time; null
    /// where there is none beside the tool. It cannot load .NET classes.
    /// </summary>
    public string? NativeCommand { get; init; }

    /// <summary>
    /// The locked memory limit of the processes in bytes; <see cref="ulong.MaxValue"/> for the host's own.
    /// </summary>
    public ulong ImposedLockLimit { get; private init; } = ulong.MaxValue;

    /// <summary>When the processes are ended at the latest.</summary>
    public Deadline Deadline { get; init; } = Deadline.None;

    /// <summary>The settings for reproducing findings.</summary>
    internal RunnerSettings ForProofs => this with { Deadline = Deadline.ForProofs };

    /// <summary>The settings with a limit of locked memory.</summary>
    public RunnerSettings WithLockLimit(ulong bytes) => this with
    {
        ImposedLockLimit = bytes,
        Host = Host with { LockLimit = Math.Min(bytes, Host.LockLimit) },
    };

    /// <summary>The settings with a step limit of at most this.</summary>
    internal RunnerSettings Within(TimeSpan limit) => limit < StepLimit ? this with { StepLimit = limit } : this;

    /// <summary>Runs the tool: this program, or the one in its directory.</summary>
    /// <exception cref="HostException">The scratch memory for probing the host cannot be allocated.</exception>
    public static RunnerSettings Default => Found.Value;

    // Lazy: a failure in a static initialiser is reported as a TypeInitializationException.
    private static readonly Lazy<RunnerSettings> Found =
        new(() => new(FindCommand(), TimeSpan.FromSeconds(5), CapabilityProbe.Probe())
        {
            NativeCommand = FindNative(),
        });

    /// <summary>How a process that runs on this target is started.</summary>
    internal IReadOnlyList<string> CommandFor(TargetSpec target) => target.IsClass ? Command : WithoutClasses;

    /// <summary>How a process that loads no .NET classes is started.</summary>
    public IReadOnlyList<string> WithoutClasses => NativeCommand is { } native ? [native] : Command;

    private static string? FindNative()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "pvmemcontrol-runner");
        return OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64
            && File.Exists(path) && (File.GetUnixFileMode(path) & UnixFileMode.UserExecute) != 0 ? path : null;
    }

    private static string[] FindCommand()
    {
        const string tool = "pvmemcontrol";
        var process = Environment.ProcessPath ?? DotNet;
        var isDotNet = Path.GetFileNameWithoutExtension(process) == DotNet;

        // Not by file name: the tool may have any name, and tests and benches are other programs.
        return Assembly.GetEntryAssembly()?.GetName().Name == tool && !isDotNet
            ? [process]
            : [isDotNet ? process : DotNet, Path.Combine(AppContext.BaseDirectory, tool + ".dll")];
    }
}
