// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.VfioUser.Judging;

/// <summary>How often each requirement's situation arose, and what was found. Thread-safe.</summary>
internal sealed class Coverage
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Requirement, long> _exercised = [];
    private readonly Dictionary<Requirement, DriverFinding> _findings = [];

    internal void Exercise(Requirement requirement, long times = 1)
    {
        lock (_gate)
        {
            _exercised[requirement] = _exercised.GetValueOrDefault(requirement) + times;
        }
    }

    /// <summary>Keeps the first finding of each requirement, and counts the others.</summary>
    internal void Find(Requirement requirement, Func<DriverFinding> create)
    {
        lock (_gate)
        {
            if (_findings.TryGetValue(requirement, out var known))
            {
                known.Times++;
                return;
            }

            _findings[requirement] = create();
        }
    }

    internal long Exercised(Requirement requirement)
    {
        lock (_gate)
        {
            return _exercised.GetValueOrDefault(requirement);
        }
    }

    internal List<DriverFinding> Findings()
    {
        lock (_gate)
        {
            return [.. _findings.Values];
        }
    }
}
