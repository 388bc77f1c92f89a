// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Concurrency.Support;

/// <summary>A test body: a few tasks at once, and what must hold whatever the schedule.</summary>
internal abstract class Race
{
    /// <summary>Short, with hyphens.</summary>
    internal abstract string Name { get; }

    /// <summary>One sentence.</summary>
    internal abstract string Title { get; }

    /// <summary>What must come up in some schedule: a race that never gets there shows nothing.</summary>
    internal abstract ImmutableArray<string> Situations { get; }

    /// <summary>What it puts to the test.</summary>
    internal abstract ImmutableArray<Requirement> Requirements { get; }

    /// <summary>Runs once, under one schedule.</summary>
    /// <param name="schedule">Where tasks are started and things are told.</param>
    /// <param name="parts">What is raced.</param>
    internal abstract void Run(Schedule schedule, Parts parts);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
