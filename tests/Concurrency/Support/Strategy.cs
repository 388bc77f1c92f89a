// SPDX-License-Identifier: Apache-2.0

using Microsoft.Coyote;

namespace Pvmemcontrol.Concurrency.Support;

/// <summary>How the next task to run is chosen.</summary>
public enum Strategy
{
    /// <summary>Any task that can run, each as likely.</summary>
    Random,

    /// <summary>The same task continues, with a probability that makes long runs likely.</summary>
    Probabilistic,

    /// <summary>The task with the highest priority; a few times in a schedule priorities change. Unfair.</summary>
    Prioritization,

    /// <summary>The same, until a task spins: then at random.</summary>
    FairPrioritization,

    /// <summary>One task after the other, with a few delays. Unfair.</summary>
    DelayBounding,

    /// <summary>Avoids what it has seen. Unfair: it learns to let a task spin.</summary>
    QLearning,
}

/// <summary>The explorer's settings for a strategy.</summary>
internal static class Strategies
{
    private const uint ContinuesWithOneHalfToThe = 3;
    private const uint PriorityChanges = 10;
    private const uint Delays = 10;

    /// <summary>All of them.</summary>
    internal static readonly Strategy[] All = Enum.GetValues<Strategy>();

    /// <summary>
    /// True when every task that can run eventually does. Under other strategies a spinning task may run alone: a
    /// schedule that does not end then says something about the strategy, not the code.
    /// </summary>
    internal static bool IsFair(Strategy strategy) => strategy switch
    {
        Strategy.Random or Strategy.Probabilistic or Strategy.FairPrioritization => true,
        Strategy.Prioritization or Strategy.DelayBounding or Strategy.QLearning => false,
        _ => throw new ArgumentOutOfRangeException(nameof(strategy)),
    };

    /// <summary>Sets the strategy.</summary>
    internal static Configuration With(this Configuration configuration, Strategy strategy) => strategy switch
    {
        Strategy.Random => configuration.WithRandomStrategy(),
        Strategy.Probabilistic => configuration.WithProbabilisticStrategy(ContinuesWithOneHalfToThe),
        Strategy.Prioritization => configuration.WithPrioritizationStrategy(isFair: false, PriorityChanges),
        Strategy.FairPrioritization => configuration.WithPrioritizationStrategy(isFair: true, PriorityChanges),
        Strategy.DelayBounding => configuration.WithDelayBoundingStrategy(isFair: false, Delays),
        Strategy.QLearning => configuration.WithQLearningStrategy(),
        _ => throw new ArgumentOutOfRangeException(nameof(strategy)),
    };
}
