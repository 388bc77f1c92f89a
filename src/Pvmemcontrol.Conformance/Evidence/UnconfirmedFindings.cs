// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Evidence;

/// <summary>Findings that a run could not reproduce: the run continues.</summary>
/// <param name="most">The run ends with this many: each attempt to reproduce one takes a while.</param>
internal sealed class UnconfirmedFindings<T>(int most)
    where T : Counterexample
{
    private int _count;

    /// <summary>The first of them, or null.</summary>
    internal T? First { get; private set; }

    /// <summary>True when the run should end because of them.</summary>
    internal bool AreTooMany => _count >= most;

    /// <summary>The counterexample, if it is confirmed; otherwise null, and it is counted.</summary>
    internal T? Settle(T counterexample)
    {
        if (counterexample.Outcome != Outcome.Undecided)
        {
            return counterexample;
        }

        _count++;
        First ??= counterexample;
        return null;
    }
}
