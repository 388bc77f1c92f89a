// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Mutants;

/// <summary>Programs of this machine.</summary>
internal static class Programs
{
    /// <summary>The path of a program that PATH, or one of these directories, has; null where there is none.</summary>
    internal static string? Find(string name, params ReadOnlySpan<string> alsoIn) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(alsoIn.ToArray())
            .Select(directory => Path.Combine(directory, name)).FirstOrDefault(File.Exists);
}
