// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Judging;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>
/// Looks for an order of a round's steps that explains what all vCPUs saw and what memory holds in the end: an order in
/// which no step comes before one that had returned when it began. (Wing and Gong, Testing and Verifying Concurrent
/// Objects, 1993.) Depth first, and first the order in which the steps returned, which nearly always explains it all.
/// </summary>
internal sealed class Linearizer(RoundRecord record, StepJudge judge)
{
    /// <summary>So many steps are tried at most; after that nobody is accused.</summary>
    private const int MostTries = 20_000;

    private readonly List<Verification> _path = [];
    private readonly int[] _next = new int[record.Round.Vcpus.Length];
    private readonly TakenStep[][] _steps =
    [
        .. Enumerable.Range(0, record.Round.Vcpus.Length)
            .Select(vcpu => record.Steps.Where(s => s.Vcpu == vcpu).ToArray()),
    ];

    private int _tries;
    private int _taken;
    private int _furthest = -1;

    /// <summary>What contradicts in the attempt that came furthest; null when an order was found.</summary>
    internal Finding? Contradiction { get; private set; }

    /// <summary>Whose step that is; null where it is memory in the end.</summary>
    internal TakenStep? Culprit { get; private set; }

    /// <summary>True when the search was given up.</summary>
    internal bool IsUndecided => _tries > MostTries;

    /// <summary>Searches; true unless no order explains the round.</summary>
    /// <param name="initial">The state after the handshake.</param>
    /// <param name="coverage">What the order that was found puts to the test is counted here.</param>
    internal bool Explains(SpecState initial, Coverage coverage)
    {
        if (!Search(initial, coverage) && !IsUndecided)
        {
            return false;
        }

        foreach (var requirement in _path.SelectMany(v => v.Exercised))
        {
            coverage.Exercise(requirement);
        }

        Contradiction = null;
        return true;
    }

    private bool Search(SpecState state, Coverage coverage)
    {
        var candidates = Candidates();
        if (candidates.Count == 0)
        {
            return FitsMemory(state, coverage);
        }

        foreach (var step in candidates)
        {
            _next[step.Vcpu]++;
            _taken++;
            foreach (var explanation in judge.Explain(state, step))
            {
                if (++_tries > MostTries)
                {
                    return false;
                }

                if (explanation.Verification.Violation is { } violation)
                {
                    Note(violation, step);
                    continue;
                }

                _path.Add(explanation.Verification);
                if (explanation.IsLast || explanation.Next is null || Search(explanation.Next, coverage))
                {
                    return true;
                }

                _path.RemoveAt(_path.Count - 1);
            }

            _taken--;
            _next[step.Vcpu]--;
        }

        return false;
    }

    /// <summary>The steps that may come next: those before which no other must come.</summary>
    private List<TakenStep> Candidates()
    {
        List<TakenStep> heads = [];
        for (var vcpu = 0; vcpu < _steps.Length; vcpu++)
        {
            if (_next[vcpu] < _steps[vcpu].Length)
            {
                heads.Add(_steps[vcpu][_next[vcpu]]);
            }
        }

        var candidates = heads.FindAll(step => !heads.Exists(other => other.IsBefore(step)));
        candidates.Sort((one, other) => one.Record.Returned.CompareTo(other.Record.Returned));
        return candidates;
    }

    private bool FitsMemory(SpecState state, Coverage coverage)
    {
        var counted = new Coverage();
        if (FinalMemory.Check([state], record, counted) is { Requirement.MakesViolation: true } finding)
        {
            Note(finding, null);
            return false;
        }

        coverage.Add(counted);
        return true;
    }

    private void Note(Finding finding, TakenStep? step)
    {
        if (_taken > _furthest)
        {
            (_furthest, Contradiction, Culprit) = (_taken, finding, step);
        }
    }
}
