// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Evidence;

/// <summary>Whether fresh processes reproduced a finding.</summary>
public abstract record Reproduction
{
    private protected Reproduction(bool isReproduced) => IsReproduced = isReproduced;

    /// <summary>What a report says of a finding that was not reproduced.</summary>
    public abstract string Doubt { get; }

    /// <summary>True when it was reproduced, and often enough.</summary>
    public bool IsReproduced { get; init; }
}

/// <summary>
/// The reproduction of a finding that depends on the steps alone: one fresh process shows it, or not.
/// </summary>
/// <param name="IsReproduced">True when it did.</param>
public sealed record SecondRun(bool IsReproduced) : Reproduction(IsReproduced)
{
    /// <inheritdoc/>
    public override string Doubt => "suspected, not reproduced";
}

/// <summary>The reproduction of a finding that also depends on timing: how often it showed.</summary>
/// <param name="Shown">In how many fresh processes it showed.</param>
/// <param name="Attempts">How many fresh processes there were.</param>
/// <param name="Times">How often it showed in all their runs; each process stops at the first.</param>
/// <param name="Runs">How many runs that were.</param>
/// <param name="IsReproduced">True when that is often enough.</param>
public sealed record Rate(int Shown, int Attempts, long Times, long Runs, bool IsReproduced)
    : Reproduction(IsReproduced)
{
    /// <inheritdoc/>
    public override string Doubt => $"suspected, reproduced in {Shown} of {Attempts} processes";
}
