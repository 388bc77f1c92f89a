// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;

namespace Pvmemcontrol.Conformance.Evidence;

/// <summary>
/// How long a run may still look for findings. It counts the time of scenarios and rounds, and of
/// reproductions that fail.
/// </summary>
internal sealed class TimeBudget(CampaignOptions options)
{
    private readonly Stopwatch _clock = new();
    private TimeSpan _wasted;

    /// <summary>The time spent on scenarios.</summary>
    internal TimeSpan Elapsed => _clock.Elapsed;

    /// <summary>True when the run was cancelled.</summary>
    internal bool IsCancelled => options.Cancellation.IsCancellationRequested;

    /// <summary>True when the run should end after this number of requests.</summary>
    internal bool IsSpent(long requests) =>
        IsCancelled || options.Runner.Deadline.IsOver
        || (options.Time is { } time && _clock.Elapsed + _wasted >= time)
        || (options.Requests is { } most && requests >= most);

    /// <summary>Counts time from here on.</summary>
    internal void Start() => _clock.Start();

    /// <summary>Stops counting time.</summary>
    internal void Stop() => _clock.Stop();

    /// <summary>
    /// Does what belongs to a proof; after the first proof of a run that goes on, all its time counts.
    /// </summary>
    internal T? Prove<T>(Func<T?> work)
    {
        if (!options.IsAround)
        {
            _clock.Stop();
        }

        var result = work();
        _clock.Start();
        return result;
    }

    /// <summary>
    /// Runs a proof. The time of the first counts only if it fails; that of all further ones counts.
    /// </summary>
    internal T Show<T>(Func<T> proof)
        where T : Counterexample
    {
        if (options.IsAround)
        {
            return proof();
        }

        _clock.Stop();
        var clock = Stopwatch.StartNew();
        var counterexample = proof();
        _wasted += UnconfirmedFindings<T>.IsSettled(counterexample) ? TimeSpan.Zero : clock.Elapsed;
        _clock.Start();
        return counterexample;
    }
}
