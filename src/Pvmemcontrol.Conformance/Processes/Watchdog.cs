// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Conformance.Targets;

namespace Pvmemcontrol.Conformance.Processes;

/// <summary>Waits for a child process to answer, and kills it if it makes no progress.</summary>
/// <param name="process">The child.</param>
/// <param name="progress">
/// A number that changes with every step of the child; null while no progress is expected of the child.
/// </param>
/// <param name="settings">How long a step, and everything, may take.</param>
internal sealed class Watchdog(RunnerProcess process, Func<ulong?> progress, RunnerSettings settings)
{
    /// <summary>A child that got no CPU in so many times the limit is given up.</summary>
    private const int MostPatience = 10;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Loading a target takes seconds on a busy machine.</summary>
    private static readonly TimeSpan LoadExtra = TimeSpan.FromSeconds(25);

    /// <summary>Waits until the target is loaded.</summary>
    /// <exception cref="TimeUpException">The deadline has passed.</exception>
    /// <exception cref="TargetUnusableException">It cannot be loaded, or ended the process; one line.</exception>
    internal void AwaitLoaded(TargetSpec target)
    {
        if (Await(ChildProtocol.Ready, settings.StepLimit + LoadExtra, mayPause: false) is { } end)
        {
            throw new TargetUnusableException(end.IsHang
                ? $"{target}: loading did not end in time"
                : $"{target}: the runner's process ended while loading it: {end.How}");
        }
    }

    /// <summary>Waits until the child is done; null when it is, or how the process ended.</summary>
    /// <exception cref="TimeUpException">The deadline has passed.</exception>
    /// <exception cref="TargetUnusableException">
    /// The child reports that the target cannot be used, or takes too long; one line.
    /// </exception>
    /// <param name="longest">A child that takes longer is abandoned, even if it makes progress.</param>
    internal RunnerEnd? AwaitDone(TimeSpan? longest = null) =>
        Await(ChildProtocol.Done, settings.StepLimit, mayPause: true, longest);

    /// <param name="answer">What is waited for.</param>
    /// <param name="limit">The longest time without progress.</param>
    /// <param name="mayPause">True when the limit does not count while no progress is expected.</param>
    /// <param name="longest">The longest time in all.</param>
    private RunnerEnd? Await(byte answer, TimeSpan limit, bool mayPause, TimeSpan? longest = null)
    {
        var begun = Environment.TickCount64;
        var (last, since) = (progress(), begun);
        RunQueueWait? waits = null;
        while (true)
        {
            switch (process.Receive(Interval))
            {
                case var received when received == answer:
                    return null;
                case ChildProtocol.Unusable:
                    throw new TargetUnusableException(process.ReceiveText());
                case RunnerProcess.Ended:
                    return process.DescribeEnd();
                default:
                    break;
            }

            if (settings.Deadline.IsOver)
            {
                // What stands still for so long may be a hang that there is no time to see whole.
                process.Kill();
                var still = Still(since, limit / 2, waits);
                return still > limit / 2 && progress() == last
                    ? RunnerEnd.NoProgress(still)
                    : throw new TimeUpException();
            }

            if (longest is { } most && Environment.TickCount64 - begun > most.TotalMilliseconds)
            {
                process.Kill();
                throw new TargetUnusableException($"it took longer than {most.TotalSeconds:0} s");
            }

            if (progress() is var now && (now is null ? mayPause : now != last))
            {
                (last, since, waits) = (now, Environment.TickCount64, null);
                continue;
            }

            waits ??= new RunQueueWait(process.Id);
            if (Still(since, limit, waits) > limit)
            {
                process.Kill();
                return RunnerEnd.NoProgress(limit);
            }
        }
    }

    /// <summary>
    /// How long the child has stood still. On a busy machine the time in which it was ready and got no CPU says nothing
    /// about it.
    /// </summary>
    private static TimeSpan Still(long since, TimeSpan limit, RunQueueWait? waits)
    {
        var still = TimeSpan.FromMilliseconds(Environment.TickCount64 - since);
        if (still <= limit || waits is null)
        {
            return still;
        }

        var own = still - waits.Longest;
        return own > still / MostPatience ? own : still / MostPatience;
    }
}
