// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Checking;

/// <summary>How far and how a world is searched. Nothing of it but the bounds changes the result.</summary>
public sealed record ExplorationOptions
{
    /// <summary>Threads to search with, 1 to 64.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>No more distinct states than these, about; at least 1.</summary>
    public long MaxStates { get; init; } = long.MaxValue;

    /// <summary>No more bytes than these for states and queues, about.</summary>
    public long MaxBytes { get; init; } = long.MaxValue;

    /// <summary>
    /// False: continues after a violation, to find a shortest counterexample for every violated requirement.
    /// </summary>
    public bool StopAtViolation { get; init; } = true;

    /// <summary>
    /// Called often with the progress of the search, on the calling thread; it should check its clock first.
    /// </summary>
    public Action<ExplorationProgress>? Progress { get; init; }

    /// <summary>Ends the search early.</summary>
    public CancellationToken Cancellation { get; init; }
}
