// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>One complete run of a bound on one target, in a process of its own.</summary>
internal sealed class BoundRun : IDisposable
{
    /// <summary>Longer than a run takes on any working device.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(40);

    /// <summary>The same, for a device that is slow, in a command that has less time.</summary>
    private static readonly TimeSpan LongestOfFew = TimeSpan.FromSeconds(5);

    private readonly RunnerSettings _settings;

    private BoundRun(BoundKind kind, RunnerSettings settings, BoundLimits limits)
    {
        Kind = kind;
        _settings = settings;
        Sheet = BoundSheet.Create();
        Sheet[BoundField.Kind] = (long)kind;
        Sheet[BoundField.LockLimit] = (long)LockLimitOf(settings);
        Sheet[BoundField.MaxMapCount] = HostLimits.MaxMapCount;
        Sheet[BoundField.MostRequests] = limits.MostRequests ?? -1;
        Sheet[BoundField.LeftOut] = limits.LeftOut;
        Sheet[BoundField.Mappable] = -1;
        Figures = BoundFigures.Of(Sheet);
    }

    /// <summary>What it left on the sheet; only what it was given, where the device overwrote the sheet.</summary>
    internal BoundFigures Figures { get; private set; }

    /// <summary>What the guest tried to use up.</summary>
    internal BoundKind Kind { get; }

    /// <summary>The figures.</summary>
    internal BoundSheet Sheet { get; }

    /// <summary>How the process ended, if it did not complete.</summary>
    internal RunDeath? Death { get; private set; }

    /// <summary>Why the target or this host could not be used for it, or null.</summary>
    internal string? Unusable { get; private set; }

    /// <summary>Bytes that the process may lock, for <see cref="BoundKind.Locks"/>.</summary>
    internal static ulong LockLimitOf(RunnerSettings settings) =>
        Math.Min(LockBound.LargestLimit, settings.Host.LockLimit);

    /// <summary>Runs it.</summary>
    /// <param name="kind">What the guest tries to use up.</param>
    /// <param name="target">The device.</param>
    /// <param name="settings">How processes are started.</param>
    /// <param name="limits">Where the guest stops, and what it leaves out.</param>
    internal static BoundRun Of(
        BoundKind kind, TargetSpec target, RunnerSettings settings, BoundLimits limits = default)
    {
        var run = new BoundRun(kind, settings, limits);
        var child = kind == BoundKind.Locks ? settings.WithLockLimit(LockLimitOf(settings)) : settings;
        using var process = RunnerProcess.Start(child, BoundProgram.Program, run.Sheet.Path, target);
        try
        {
            run.Await(process, target);
            run.Keep();
        }
        catch (Exception e) when (e is TargetUnusableException or TimeUpException)
        {
            run.Unusable = e.Message;
        }

        return run;
    }

    /// <inheritdoc/>
    public void Dispose() => Sheet.Dispose();

    private void Await(RunnerProcess process, TargetSpec target)
    {
        var watchdog = new Watchdog(process, Progress, _settings);
        watchdog.AwaitLoaded(target);
        if (watchdog.AwaitDone(LongestOf(_settings.Deadline)) is { } end)
        {
            End(end);
        }
        else if (Sheet.State != BoundState.Done)
        {
            Unusable = "the handshake fails";
        }
    }

    /// <summary>At most a quarter of the time, but what any ordinary device needs.</summary>
    private static TimeSpan LongestOf(Deadline deadline) => deadline.Time is { } time
        ? TimeSpan.FromSeconds(Math.Clamp(time.TotalSeconds / 4, LongestOfFew.TotalSeconds, Longest.TotalSeconds))
        : Longest;

    /// <summary>There is no progress while the guest does not run.</summary>
    private ulong? Progress() => Sheet.State == BoundState.Working ? (ulong)Sheet[BoundField.Requests] : null;

    /// <summary>The sheet is memory of the device's process too.</summary>
    private void Keep()
    {
        var figures = BoundFigures.Of(Sheet);
        if (BoundValidator.WhyNot(Kind, figures) is { } why)
        {
            Death = RunnerEnd.Overwrote(why).At(0, RunPhase.InDevice);
        }
        else
        {
            Figures = figures;
        }
    }

    private void End(RunnerEnd end)
    {
        if (Sheet.State == BoundState.Loading)
        {
            Unusable = $"the process ended before the guest started: {end.How}";
        }
        else if (Sheet.State != BoundState.Done)
        {
            Death = end.At(0, RunPhase.InDevice);
        }
    }
}
