// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>
/// Runs a round in fresh processes until half of them have shown the finding, or no longer can. The interleaving is up
/// to the machine, so only the rate decides.
/// </summary>
internal sealed class RoundAttempts
{
    /// <summary>The most fresh processes.</summary>
    private const int Most = 10;

    /// <summary>The same for hangs, since each costs the full limit.</summary>
    private const int MostAtHangs = 3;

    /// <summary>The effort of each process.</summary>
    private static readonly RoundTrial.Effort Attempt = new(640, TimeSpan.FromMilliseconds(800), Least: 96);

    private readonly int _most;
    private readonly List<RoundTrial.Tally> _tallies = [];

    private RoundAttempts(bool isHang) => _most = isHang ? MostAtHangs : Most;

    /// <summary>The first hit of each process.</summary>
    internal IEnumerable<RoundTrial.Hit> Hits => _tallies.Select(t => t.First).OfType<RoundTrial.Hit>();

    /// <summary>How often the round was run.</summary>
    internal long Runs => _tallies.Sum(t => t.Runs);

    /// <summary>The hit of the first process, or null.</summary>
    internal RoundTrial.Hit? InFirst => _tallies is [var first, ..] ? first.First : null;

    /// <summary>Runs them.</summary>
    /// <param name="trial">Runs the round.</param>
    /// <param name="round">The round.</param>
    /// <param name="requirement">The requirement to look for; null for any violation.</param>
    /// <param name="isHang">True when a hang is expected.</param>
    /// <param name="isOver">Called before each process; true when there are enough.</param>
    /// <param name="decisive">Runs the attempt that may decide; null to use the same for all.</param>
    internal static RoundAttempts Of(RoundTrial trial, Round round, Requirement? requirement, bool isHang,
        Func<bool> isOver, RoundTrial? decisive = null)
    {
        var attempts = new RoundAttempts(isHang);
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
        return new Rate(shown.Length, _tallies.Count, shown.Sum(t => t.Shown), Runs, IsEnough(shown.Length));
    }

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
