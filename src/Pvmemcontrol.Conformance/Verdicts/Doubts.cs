// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;

namespace Pvmemcontrol.Conformance.Verdicts;

/// <summary>What a run found and could not show again: it goes on, and looks for more.</summary>
/// <param name="most">So many are too many to go on: to find out that there is no proof takes a while.</param>
internal sealed class Doubts(int most)
{
    private int _count;

    /// <summary>The first of them, or null.</summary>
    internal Evidence? First { get; private set; }

    /// <summary>What went into proofs that were none; it comes off the time of the run.</summary>
    internal TimeSpan Spent { get; private set; }

    /// <summary>True when the run is to end for them.</summary>
    internal bool AreTooMany => _count >= most;

    /// <summary>Has something proved.</summary>
    internal Evidence Prove(Func<Evidence> proof)
    {
        var clock = Stopwatch.StartNew();
        var evidence = proof();
        Spent += evidence.Outcome == Outcome.Undecided ? clock.Elapsed : TimeSpan.Zero;
        return evidence;
    }

    /// <summary>The evidence, if it is beyond doubt; otherwise null, and it is one of these.</summary>
    internal Evidence? Settle(Evidence evidence)
    {
        if (evidence.Outcome != Outcome.Undecided)
        {
            return evidence;
        }

        _count++;
        First ??= evidence;
        return null;
    }
}
