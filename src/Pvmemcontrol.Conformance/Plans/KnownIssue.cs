// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Plans;

/// <summary>A line of a file of known issues.</summary>
/// <param name="Requirement">The requirement that the device is known not to meet.</param>
/// <param name="Cause">The cause as the report prints it; null for any.</param>
/// <param name="Reason">Why it is accepted.</param>
/// <param name="Until">The last day on which it counts as known; null for no end.</param>
/// <param name="Line">Its line in the file, from 1.</param>
public sealed record KnownIssue(Requirement Requirement, string? Cause, string Reason, DateOnly? Until, int Line)
{
    /// <summary>True when the finding is this issue.</summary>
    internal bool Covers(Counterexample shown) => shown.Finding.Requirement == Requirement
        && (Cause is null || Causes.AreSame(Cause, shown.Cause));

    /// <summary>The issue in a few words.</summary>
    public override string ToString() => $"{Requirement.Id}{(Cause is null ? "" : $" ({Cause})")}: {Reason}";
}
