// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Evidence;

namespace Pvmemcontrol.Cli;

/// <summary>An exit code.</summary>
/// <param name="Code">The number.</param>
/// <param name="Meaning">What it says.</param>
internal readonly record struct ExitCode(int Code, string Meaning);

/// <summary>The tool's exit codes; those of runs are <see cref="Outcome"/>'s numbers.</summary>
internal static class ExitCodes
{
    /// <summary>The tool itself failed: a file could not be written, or a system call failed.</summary>
    internal const int Failed = 1;

    /// <summary>The command line, or the target that it names, cannot be used.</summary>
    internal const int Usage = 5;

    /// <summary>All of them with their meaning, in ascending order.</summary>
    internal static ImmutableArray<ExitCode> All { get; } =
    [
        Of(Outcome.Conforms),
        new ExitCode(Failed, "the tool itself failed; one line says why"),
        Of(Outcome.Violation),
        Of(Outcome.Undecided),
        Of(Outcome.HostModelDiffers),
        new ExitCode(Usage, "the command line, the target or the trace cannot be used; one line says why"),
        Of(Outcome.Died),
        Of(Outcome.NothingExercised),
    ];

    /// <summary>The rule for several runs, as a sentence.</summary>
    internal static string Severity { get; } = "If several runs differ, the most severe wins: "
        + $"{string.Join(", ", Outcomes.BySeverity[..^1].Select(o => $"{(int)o}"))}. "
        + "In `verify` the driver's worlds count only if the devices give 0.";

    /// <summary>The exit code of several runs.</summary>
    internal static int Of(IEnumerable<Verdict> verdicts) => (int)Outcomes.MostSevere(verdicts.Select(v => v.Outcome));

    /// <summary>The meaning of an exit code, as a sentence without markup.</summary>
    internal static string MeaningOf(int code) =>
        All.First(c => c.Code == code).Meaning.Replace("`", "", StringComparison.Ordinal);

    private static ExitCode Of(Outcome outcome) => new((int)outcome, Meaning(outcome));

    private static string Meaning(Outcome outcome) => outcome switch
    {
        Outcome.Conforms => "no violation; deviations may be listed",
        Outcome.Violation => "a violation; with `--strict` and in `verify` also a deviation, or a known "
            + "issue that no longer shows",
        Outcome.Undecided => "undecided: interrupted, ended early by too many deviations, a violation that was not "
            + "reproduced, or (`check`) a world not searched to the end",
        Outcome.HostModelDiffers => "the host kernel does not behave as the model says; the device is not blamed",
        Outcome.Died => "the device ended its process, hung, or overwrote memory of its VMM",
        Outcome.NothingExercised => "nothing was exercised; with `--strict`, a requirement that can be exercised here "
            + "was not; or (`check`) a situation that a world must reach was never reached",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };
}
