// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Holes;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Oracle;

/// <summary>
/// The findings and the coverage of one way to explain an observation. Several ways may be tried; the caller keeps the
/// best.
/// </summary>
internal sealed class Verification(int step)
{
    private readonly List<Requirement> _exercised = [];

    /// <summary>The first violation, or null.</summary>
    internal Finding? Violation { get; private set; }

    /// <summary>The deviations.</summary>
    internal List<Finding> Deviations { get; } = [];

    /// <summary>What was exercised.</summary>
    internal IReadOnlyList<Requirement> Exercised => _exercised;

    /// <summary>How bad the explanation is: no finding, deviations, a violation.</summary>
    internal int Badness => Violation is not null ? 1000 - _exercised.Count : Deviations.Count;

    /// <summary>Counts a requirement that was exercised and held, because the run got this far; true.</summary>
    internal bool Exercise(Requirement requirement)
    {
        _exercised.Add(requirement);
        return true;
    }

    /// <summary>Checks a value against a hole; false when it does not fit and that is a violation.</summary>
    internal bool Check(ValueHole hole, string what, ulong value, Func<ulong, string> describe)
    {
        if (hole.Admits(value))
        {
            return Exercise(hole.Requirement);
        }

        return Fail(hole.Requirement, $"{what} {describe(value)}", $"{what} {hole.Describe()}");
    }

    /// <summary>Checks any other condition; false when it does not hold and that is a violation.</summary>
    internal bool Check(Requirement requirement, bool holds, Func<(string Observed, string Allowed)> explain)
    {
        if (holds)
        {
            return Exercise(requirement);
        }

        var (observed, allowed) = explain();
        return Fail(requirement, observed, allowed);
    }

    private bool Fail(Requirement requirement, string observed, string allowed)
    {
        var finding = new Finding(requirement, step, observed, allowed);
        if (requirement.MakesViolation)
        {
            Violation ??= finding;
            return false;
        }

        if (Deviations.All(d => d.Requirement != requirement))
        {
            Deviations.Add(finding);
        }

        return true;
    }
}
