// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using System.Diagnostics;

namespace Pvmemcontrol.Properties.Support;

/// <summary>Makes shared libraries of C files, as somebody would who wraps a device for this tool.</summary>
internal static class CCompiler
{
    private static readonly ConcurrentDictionary<string, Lazy<string>> Libraries = new();
    private static readonly Lazy<string> Output = new(TemporaryDirectory.Make);
    private static int _made;

    /// <summary>True when there is a cc.</summary>
    internal static bool IsAvailable { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(directory => File.Exists(Path.Combine(directory, "cc")));

    /// <summary>The shared library of a C file; made once a process, with examples/c to include from.</summary>
    /// <exception cref="InvalidOperationException">With what the compiler said.</exception>
    internal static string Compile(string source) =>
        Libraries.GetOrAdd(Path.GetFullPath(source), file => new Lazy<string>(() => Make(file))).Value;

    /// <summary>The shared library of a C file of this repository.</summary>
    internal static string Compile(params ReadOnlySpan<string> parts) => Compile(Repository.PathOf(parts));

    private static string Make(string source)
    {
        // Files of one name in different directories must not meet.
        var directory = Directory.CreateDirectory(Path.Combine(Output.Value, $"{Interlocked.Increment(ref _made)}"));
        var library = Path.Combine(directory.FullName, Path.GetFileNameWithoutExtension(source) + ".so");
        var start = new ProcessStartInfo("cc")
        {
            ArgumentList =
            {
                "-std=gnu17", "-D_GNU_SOURCE", "-O2", "-Wall", "-Wextra", "-Werror", "-fPIC", "-shared", "-pthread",
                "-I", Repository.PathOf("examples", "c"), "-o", library, source,
            },
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("cc did not start");
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? library : throw new InvalidOperationException($"cc {source}:\n{said}");
    }
}
