// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Concurrency.Support;

/// <summary>A test body: a few concurrent tasks, and what must hold in every schedule.</summary>
internal abstract class Race
{
    /// <summary>Short, with hyphens.</summary>
    internal abstract string Name { get; }

    /// <summary>One sentence.</summary>
    internal abstract string Title { get; }

    /// <summary>What must occur in some schedule: a race that never gets there shows nothing.</summary>
    internal abstract ImmutableArray<string> Situations { get; }

    /// <summary>The requirements that it exercises.</summary>
    internal abstract ImmutableArray<Requirement> Requirements { get; }

    /// <summary>Runs once, under one schedule.</summary>
    /// <param name="schedule">Starts tasks and records what they do.</param>
    /// <param name="parts">What is raced.</param>
    internal abstract void Run(Schedule schedule, Parts parts);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
