// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Oracle;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>
/// Searches for a linearization of a round's steps that explains what all vCPUs saw and the final memory (Wing and
/// Gong, Testing and Verifying Concurrent Objects, 1993). Depth first, starting with the order in which the steps
/// returned, which nearly always explains everything.
/// </summary>
/// <param name="record">What the round showed.</param>
/// <param name="judge">Explains single steps.</param>
/// <param name="order">
/// Which steps must come before which; by default a step that returned before another began.
/// </param>
internal sealed class Linearizer(IRoundRecord record, StepJudge judge, Func<TakenStep, TakenStep, bool>? order = null)
{
    /// <summary>The search gives up after this many steps, and the device is not blamed.</summary>
    private const int MostTries = 20_000;

    private readonly Func<TakenStep, TakenStep, bool> _isBefore = order ?? ((one, other) => one.IsBefore(other));
    private readonly List<Verification> _path = [];
    private readonly int[] _next = new int[record.Round.Vcpus.Length];
    private readonly TakenStep[][] _steps =
    [
        .. Enumerable.Range(0, record.Round.Vcpus.Length)
            .Select(vcpu => record.Steps.Where(s => s.Vcpu == vcpu).ToArray()),
    ];

    private int _tries;
    private int _taken;
    private int _depth = -1;

    /// <summary>
    /// The contradiction in the attempt that got furthest; null when an order was found or the search was given up.
    /// </summary>
    internal Contradiction? Furthest { get; private set; }

    /// <summary>True when the order that was found takes every step, and memory in the end fits too.</summary>
    internal bool IsWhole { get; private set; }

    /// <summary>True when the search was given up.</summary>
    internal bool IsUndecided => _tries > MostTries;

    /// <summary>Where an attempt at an order ends.</summary>
    /// <param name="Finding">The finding of its last step.</param>
    /// <param name="Step">The step that shows it; null for the final memory.</param>
    /// <param name="Page">The page that shows it in the final memory; -1 for a step.</param>
    internal sealed record Contradiction(Finding Finding, TakenStep? Step, int Page = -1);

    /// <summary>Searches; true unless no order explains the round.</summary>
    /// <param name="initial">The state after the handshake.</param>
    /// <param name="coverage">Counts what the order that was found exercises.</param>
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

        Furthest = null;
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
            Verification? unexplained = null;
            var isExplained = false;
            foreach (var explanation in judge.Explain(state, step))
            {
                if (++_tries > MostTries)
                {
                    return false;
                }

                if (explanation.Verification.Violation is not null)
                {
                    unexplained = unexplained?.Badness <= explanation.Verification.Badness
                        ? unexplained
                        : explanation.Verification;
                    continue;
                }

                isExplained = true;
                _next[step.Vcpu]++;
                _taken++;
                _path.Add(explanation.Verification);
                if (explanation.IsLast || explanation.Next is null || Search(explanation.Next, coverage))
                {
                    return true;
                }

                _path.RemoveAt(_path.Count - 1);
                _taken--;
                _next[step.Vcpu]--;
            }

            // A step that one explanation fits is no contradiction, wherever the others end.
            if (!isExplained && unexplained?.Violation is { } violation)
            {
                Note(new Contradiction(violation, step), _taken + 1);
            }
        }

        return false;
    }

    /// <summary>The steps that may come next: those that need not come after another.</summary>
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

        var left = _steps.SelectMany((steps, vcpu) => steps.Skip(_next[vcpu])).ToList();
        var candidates = heads.FindAll(step => !left.Exists(other => _isBefore(other, step)));
        candidates.Sort((one, other) => one.Record.Returned.CompareTo(other.Record.Returned));
        return candidates;
    }

    private bool FitsMemory(SpecState state, Coverage coverage)
    {
        var counted = new Coverage();
        if (FinalMemory.Find([state], record, counted) is ({ Requirement.MakesViolation: true } finding, var page))
        {
            // Further than any step: all of them are explained.
            Note(new Contradiction(finding, null, page), _taken + 1);
            return false;
        }

        coverage.Add(counted);
        IsWhole = true;
        return true;
    }

    private void Note(Contradiction contradiction, int depth)
    {
        if (depth > _depth)
        {
            (_depth, Furthest) = (depth, contradiction);
        }
    }
}
