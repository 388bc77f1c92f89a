// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Bounds;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Conformance.Scenarios;

namespace Pvmemcontrol.Conformance.Plans;

/// <summary>The processes in which targets run: hidden subcommands of the tool.</summary>
public static class ChildPrograms
{
    /// <summary>All of them.</summary>
    private static readonly ImmutableArray<ChildProgram> All =
        [ScenarioProgram.Program, RoundProgram.Program, BoundProgram.Program];

    /// <summary>Runs the program that a command line names; its exit code, or null if it names none.</summary>
    public static int? TryRun(string[] args) =>
        args is [var subcommand, var memory, var target, var lockLimit, var vcpus]
        && All.FirstOrDefault(p => p.Subcommand == subcommand) is { } program
            ? program.Run(ChildArguments.Parse(memory, target, lockLimit, vcpus))
            : null;
}
