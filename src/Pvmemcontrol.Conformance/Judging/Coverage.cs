// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Judging;

/// <summary>How often each requirement was put to the test.</summary>
public sealed class Coverage
{
    private readonly long[] _exercised = new long[Catalogue.All.Length];

    /// <summary>One more observation that could have shown the requirement not met.</summary>
    public void Exercise(Requirement requirement, long times = 1) =>
        _exercised[Catalogue.IndexOf(requirement)] += times;

    /// <summary>How often.</summary>
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
