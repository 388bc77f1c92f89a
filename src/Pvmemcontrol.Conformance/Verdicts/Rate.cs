// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Verdicts;

/// <summary>How often a finding showed again that depends on which of several vCPUs comes first.</summary>
/// <param name="Shown">In how many fresh processes.</param>
/// <param name="Attempts">Of how many.</param>
/// <param name="Times">How often in all their runs together; each process stops at the first.</param>
/// <param name="Runs">How many runs that were.</param>
/// <param name="Steps">Steps that were left of the round.</param>
public sealed record Rate(int Shown, int Attempts, long Times, long Runs, int Steps);
