// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Globalization;

namespace Pvmemcontrol.Model.Checking;

/// <summary>
/// What a search found. But for <see cref="Bytes"/> it is the same for any number of threads, unless it ended by
/// <see cref="ExplorationEnd.MemoryBound"/> or <see cref="ExplorationEnd.Cancelled"/>.
/// </summary>
public sealed record Exploration
{
    /// <summary>What was searched.</summary>
    public required IWorld World { get; init; }

    /// <summary>Why the search ended.</summary>
    public required ExplorationEnd End { get; init; }

    /// <summary>Distinct states whose steps were all followed.</summary>
    public required long States { get; init; }

    /// <summary>Steps followed, also those that led to states seen before.</summary>
    public required long Transitions { get; init; }

    /// <summary>The largest number of steps from the initial states to one of <see cref="States"/>.</summary>
    public required int Depth { get; init; }

    /// <summary>The largest number of states at one depth.</summary>
    public required long MaxFrontier { get; init; }

    /// <summary>Bytes held for states and queues at the peak.</summary>
    public required long Bytes { get; init; }

    /// <summary>
    /// At most one for each requirement and kind, the shortest ones, in the order of their length. Unless the search
    /// continues (<see cref="ExplorationOptions.StopAtViolation"/>), all are found at the same depth.
    /// </summary>
    public required ImmutableArray<Violation> Violations { get; init; }

    /// <summary>The situations of <see cref="IWorld.Sometimes"/> that were not reached.</summary>
    public required ImmutableArray<string> Unreached { get; init; }

    /// <summary>True when the world was exhausted, nothing was violated, and every situation was reached.</summary>
    public bool Holds => End == ExplorationEnd.Exhausted && Violations.IsEmpty && Unreached.IsEmpty;

    /// <summary>
    /// The result in one sentence, with its bounds: what was exhausted, or how far the search came and why no further.
    /// </summary>
    public string Summary => End switch
    {
        ExplorationEnd.Exhausted when !Violations.IsEmpty => $"violated: {Violated}; exhausted: {World.Bounds}",
        ExplorationEnd.Exhausted when !Unreached.IsEmpty => $"never reached: {NotReached}; exhausted: {World.Bounds}",
        ExplorationEnd.Exhausted when World.ReachableGoals.IsEmpty => $"exhausted: {World.Bounds}",
        ExplorationEnd.Exhausted => $"exhausted: {World.Bounds}; {Goals} {ReachableGoal.Fairness}",
        ExplorationEnd.Violation => $"violated: {Violated}; bounds: {World.Bounds}",
        ExplorationEnd.StatesBound => NotExhausted("by the bound on states"),
        ExplorationEnd.MemoryBound => NotExhausted("by the bound on memory"),
        ExplorationEnd.Cancelled => NotExhausted("before its end"),
        _ => throw new InvalidOperationException($"{End} is no end"),
    };

    private string Violated => string.Join(", ", Violations.Select(v => v.Requirement.Id.ToString()).Distinct());

    private string NotReached => string.Join(", ", Unreached);

    private string Goals => string.Join(", ", World.ReachableGoals.Select(g => g.Name));

    private string NotExhausted(string why)
    {
        var violated = Violations.IsEmpty ? "" : $"violated: {Violated}; ";
        var states = States.ToString("N0", CultureInfo.InvariantCulture);
        return $"{violated}not exhausted: stopped {why} at {states} states, depth {Depth}; bounds: {World.Bounds}";
    }
}
