// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Traces;

namespace Pvmemcontrol.Conformance.Verdicts;

/// <summary>A finding before it is proved, with all that was seen.</summary>
/// <param name="Scenario">What was run.</param>
/// <param name="Index">Which scenario of the run that was, from 0.</param>
/// <param name="Finding">The requirement, what was observed, what would have been allowed.</param>
/// <param name="Recording">What the scenario showed.</param>
internal sealed record Suspicion(Scenario Scenario, long Index, Finding Finding, Recording Recording)
{
    /// <summary>Keeps what a record shows.</summary>
    internal static Suspicion Of(
        RunRecord record, long index, Finding finding, RunDeath? death, ImmutableArray<ulong> constants) =>
        new(record.Scenario, index, finding, Recording.Of(record, death) with { Constants = constants });

    /// <summary>The evidence.</summary>
    internal Evidence Prove(Prosecutor prosecutor) => prosecutor.Prove(Scenario, Index, Finding, Recording);
}
