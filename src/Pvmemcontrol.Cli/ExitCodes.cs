// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Verdicts;

namespace Pvmemcontrol.Cli;

/// <summary>The tool's exit codes; those of runs are <see cref="Outcome"/>'s numbers.</summary>
internal static class ExitCodes
{
    /// <summary>A file could not be written, or something else failed that is nobody's verdict.</summary>
    internal const int Failed = 1;

    /// <summary>The command line, or the target that it names, cannot be used.</summary>
    internal const int Usage = 5;

    /// <summary>The exit code of several runs.</summary>
    internal static int Of(IEnumerable<Verdict> verdicts) => (int)Outcomes.Gravest(verdicts.Select(v => v.Outcome));
}
