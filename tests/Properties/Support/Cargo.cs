// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;

namespace Pvmemcontrol.Properties.Support;

/// <summary>Builds the Rust example.</summary>
internal static class Cargo
{
    private static readonly Lazy<string> Library = new(Make);

    /// <summary>True when there is a cargo.</summary>
    internal static bool IsAvailable { get; } = Programs.Find("cargo") is not null;

    /// <summary>Its shared library.</summary>
    /// <exception cref="InvalidOperationException">With what cargo said.</exception>
    internal static string Build() => Library.Value;

    private static string Make()
    {
        var output = TemporaryDirectory.Make();
        var start = new ProcessStartInfo("cargo")
        {
            ArgumentList = { "build", "--release", "--offline", "--target-dir", output },
            WorkingDirectory = Repository.PathOf("examples", "rust"),
            RedirectStandardError = true,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException("cargo did not start");
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 && !said.Contains("warning", StringComparison.Ordinal)
            ? Path.Combine(output, "release", "libpvmemcontrol_rust.so")
            : throw new InvalidOperationException($"cargo build:\n{said}");
    }
}
