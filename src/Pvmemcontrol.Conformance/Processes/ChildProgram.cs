// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Processes;

/// <summary>A kind of child process in which foreign code runs: a hidden subcommand of the tool.</summary>
/// <param name="Subcommand">Its name.</param>
/// <param name="Run">What it does; the exit code.</param>
public sealed record ChildProgram(string Subcommand, Func<ChildArguments, int> Run)
{
    /// <summary>Environment variables of the process, in addition to those of this one.</summary>
    internal IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();
}
