// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Evidence;

/// <summary>Findings that a run could not reproduce: the run continues.</summary>
/// <param name="most">The run ends with this many: each attempt to reproduce one takes a while.</param>
internal sealed class UnconfirmedFindings<T>(int most)
    where T : Counterexample
{
    private int _count;

    /// <summary>The first of them; the first that is proof by itself, if there is one.</summary>
    internal T? First { get; private set; }

    /// <summary>True when the run should end because of them.</summary>
    internal bool AreTooMany => _count >= most;

    /// <summary>The counterexample, if it is confirmed; otherwise null, and it is counted.</summary>
    internal T? Settle(T counterexample)
    {
        if (IsSettled(counterexample))
        {
            return counterexample;
        }

        _count++;
        First = First is null || (counterexample.IsHard && !First.IsHard) ? counterexample : First;
        return null;
    }

    /// <summary>
    /// False also for the end of a process that does not show again. It is proof, but says little: what comes next may
    /// say what caused it.
    /// </summary>
    internal static bool IsSettled(Counterexample counterexample) =>
        counterexample.IsReproduced || (counterexample.IsHard && counterexample.Death is null);
}
