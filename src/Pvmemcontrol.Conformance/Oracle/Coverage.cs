// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Oracle;

/// <summary>How often each requirement was exercised.</summary>
public sealed class Coverage
{
    private readonly long[] _exercised = new long[Catalogue.All.Length];

    /// <summary>Counts an observation that could have shown a violation of the requirement.</summary>
    public void Exercise(Requirement requirement, long times = 1) =>
        _exercised[Catalogue.IndexOf(requirement)] += times;

    /// <summary>How often the requirement was exercised.</summary>
    public long Exercised(Requirement requirement) => _exercised[Catalogue.IndexOf(requirement)];

    /// <summary>Adds another count to this one.</summary>
    public void Add(Coverage other)
    {
        for (var i = 0; i < _exercised.Length; i++)
        {
            _exercised[i] += other._exercised[i];
        }
    }
}
