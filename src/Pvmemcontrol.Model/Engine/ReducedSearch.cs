// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Checking;
using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.Engine;

/// <summary>
/// Searches a world without following every order of steps that do not touch each other. It begins by knowing nothing
/// of the steps, and begins again with what it learned until there is nothing more to learn: what the last search used
/// was all that there is to know.
/// </summary>
public static class ReducedSearch
{
    /// <summary>
    /// Searches a world. Verdict and situations are those of the full search. Counterexamples may be longer, so that
    /// they are looked for again in a full search, which stops at the first depth that has one.
    /// </summary>
    /// <param name="world">The world.</param>
    /// <param name="options">How far it is searched.</param>
    public static Exploration Explore(BoundedWorld world, ExplorationOptions options)
    {
        var reduced = Raw(world, options).Exploration;
        if (reduced.Violations.IsEmpty)
        {
            return reduced;
        }

        var full = Explorer.Explore(Checkable.Of(world), options);
        return full.Violations.IsEmpty ? reduced : full;
    }

    /// <summary>The reduced search alone, and what it learned.</summary>
    internal static (Exploration Exploration, Spots Spots, Known Known) Raw(
        BoundedWorld world, ExplorationOptions options)
    {
        var states = world.States;
        var spots = new Spots(states);
        var known = new Known(states, spots);
        var unreached = states.Setup.Sometimes;
        while (true)
        {
            var visible = unreached.Aggregate(
                default(CellSet), (all, situation) => all | SituationCheck.CellsOf(situation, states));
            var moves = new ReducedMoves(world, spots, known, new Reduction(states, spots, known, visible));
            var found = Explorer.Explore(Checkable.Of(world, moves), options);

            // What was reached once need not be reached again.
            unreached = [.. unreached.Where(situation => found.Unreached.Contains(situation.Text))];
            if (found.End != ExplorationEnd.Exhausted || moves.News.IsEmpty)
            {
                return (found with { Unreached = [.. unreached.Select(situation => situation.Text)] }, spots, known);
            }

            known = known.And(moves.News.Keys);
        }
    }
}
