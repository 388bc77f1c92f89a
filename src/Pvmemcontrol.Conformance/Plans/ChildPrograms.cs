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

    /// <summary>The program with this subcommand, or null.</summary>
    public static ChildProgram? Find(string subcommand) => All.FirstOrDefault(p => p.Subcommand == subcommand);
}
