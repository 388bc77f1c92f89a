// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Verdicts;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>
/// A round shown to fresh processes, until half of them have shown something, or cannot any more: with what comes first
/// among several vCPUs a matter of luck, that is the last word.
/// </summary>
internal sealed class RoundAttempts
{
    /// <summary>Fresh processes at most.</summary>
    private const int Most = 10;

    /// <summary>A hang is waited for each time.</summary>
    private const int MostAtHangs = 3;

    /// <summary>What each of them may take.</summary>
    private static readonly RoundTrial.Effort Attempt = new(640, TimeSpan.FromMilliseconds(800), Least: 96);

    private readonly Round _round;
    private readonly int _most;
    private readonly List<RoundTrial.Tally> _tallies = [];

    private RoundAttempts(Round round, bool isHang) => (_round, _most) = (round, isHang ? MostAtHangs : Most);

    /// <summary>The first time that each process showed it.</summary>
    internal IEnumerable<RoundTrial.Hit> Hits => _tallies.Select(t => t.First).OfType<RoundTrial.Hit>();

    /// <summary>How often the round was run.</summary>
    internal long Runs => _tallies.Sum(t => t.Runs);

    /// <summary>What the first process showed, or null.</summary>
    internal RoundTrial.Hit? InFirst => _tallies is [var first, ..] ? first.First : null;

    /// <summary>Runs them.</summary>
    /// <param name="trial">On what.</param>
    /// <param name="round">What.</param>
    /// <param name="requirement">What is looked for; null for any violation.</param>
    /// <param name="isHang">True when a hang is expected.</param>
    /// <param name="isOver">Asked before each process: whether it is enough already.</param>
    /// <param name="decisive">On what the attempt is made that may be enough; null for the same as all.</param>
    internal static RoundAttempts Of(RoundTrial trial, Round round, Requirement? requirement, bool isHang,
        Func<bool> isOver, RoundTrial? decisive = null)
    {
        var attempts = new RoundAttempts(round, isHang);
        while (!attempts.IsSettled && !isOver())
        {
            var next = decisive is not null && attempts.IsEnough(attempts.Hits.Count() + 1) ? decisive : trial;
            next.StartAfresh();
            attempts._tallies.Add(next.Run(round, requirement, Attempt));
        }

        return attempts;
    }

    /// <summary>How often it showed.</summary>
    internal Rate Rate(Requirement requirement)
    {
        var shown = _tallies.Where(t => t.First?.Finding.Requirement == requirement).ToImmutableArray();
        return new Rate(shown.Length, _tallies.Count, shown.Sum(t => t.Shown), Runs, _round.Steps.Count());
    }

    /// <summary>True when half of the processes have shown it.</summary>
    internal bool IsReproduced(Requirement requirement) => IsEnough(Rate(requirement).Shown);

    private bool IsEnough(long shown) => shown * 2 >= _most;

    private bool IsSettled
    {
        get
        {
            var shown = Hits.Count();
            return IsEnough(shown) || (_tallies.Count - shown) * 2 > _most;
        }
    }
}
