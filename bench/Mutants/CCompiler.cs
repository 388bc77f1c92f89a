// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Pvmemcontrol.Mutants;

/// <summary>Makes shared libraries of C files, as a user who wraps a device for this tool does.</summary>
internal static class CCompiler
{
    /// <summary>-O0 takes cc a third of the time that -O2 does.</summary>
    private static readonly string[] Flags =
    [
        "-std=gnu17", "-D_GNU_SOURCE", "-O0", "-Wall", "-Wextra", "-Werror", "-fPIC", "-shared", "-pthread",
        "-I", Repository.PathOf("examples", "c"),
    ];

    private static readonly string? Compiler = Programs.Find("cc");

    private static readonly ConcurrentDictionary<string, Lazy<string>> Libraries = new();

    /// <summary>True when there is a cc.</summary>
    internal static bool IsAvailable => Compiler is not null;

    /// <summary>
    /// The shared library of a C file, with examples/c to include from. It is kept in obj/c, under a name that depends
    /// on all that it is made of: what has not changed is not compiled again.
    /// </summary>
    /// <exception cref="InvalidOperationException">With what the compiler said.</exception>
    internal static string Compile(string source) =>
        Libraries.GetOrAdd(Path.GetFullPath(source), file => new Lazy<string>(() => Make(file))).Value;

    /// <summary>The shared library of a C file of this repository.</summary>
    internal static string Compile(params ReadOnlySpan<string> parts) => Compile(Repository.PathOf(parts));

    private static string Make(string source)
    {
        // A directory of its own: files of one name in different directories must not meet.
        var directory = Directory.CreateDirectory(Repository.PathOf("obj", "c", Digest(source))).FullName;
        var library = Path.Combine(directory, Path.GetFileNameWithoutExtension(source) + ".so");
        if (File.Exists(library))
        {
            return library;
        }

        var made = $"{library}.{Environment.ProcessId}";
        Run([.. Flags, "-o", made, source]);

        // Whole or not at all: another process may be about to load it.
        File.Move(made, library, overwrite: true);
        return library;
    }

    /// <summary>Depends on the compiler, its flags, and every file that the preprocessor reads.</summary>
    private static string Digest(string source)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(
            $"{Compiler} {File.GetLastWriteTimeUtc(Compiler!):O} {string.Join(' ', Flags)}"));
        foreach (var file in Included(source, []))
        {
            hash.AppendData(File.ReadAllBytes(file));
        }

        return Convert.ToHexString(hash.GetHashAndReset())[..16];
    }

    /// <summary>A file and what it includes with quotes, each once.</summary>
    private static HashSet<string> Included(string file, HashSet<string> seen)
    {
        const string include = "#include \"";
        if (!seen.Add(file))
        {
            return seen;
        }

        foreach (var line in File.ReadLines(file).Where(l => l.StartsWith(include, StringComparison.Ordinal)))
        {
            var name = line[include.Length..line.LastIndexOf('"')];
            var beside = Path.GetFullPath(name, Path.GetDirectoryName(file)!);
            Included(File.Exists(beside) ? beside : Repository.PathOf("examples", "c", name), seen);
        }

        return seen;
    }

    private static void Run(string[] arguments)
    {
        var start = new ProcessStartInfo("cc", arguments) { RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("cc did not start");
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"cc {arguments[^1]}:\n{said}");
        }
    }
}
