// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Conformance.Storms;

/// <summary>One storm on one target, in a process of its own, to its end.</summary>
internal sealed class StormRun : IDisposable
{
    /// <summary>No storm on any device takes so long unless something is wrong that is not to be waited for.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(40);

    private readonly RunnerSettings _settings;

    private StormRun(StormKind kind, RunnerSettings settings)
    {
        Kind = kind;
        _settings = settings;
        Sheet = StormSheet.Create();
        Sheet[StormField.Kind] = (long)kind;
        Sheet[StormField.LockLimit] = (long)LockLimitOf(settings);
        Sheet[StormField.MaxMapCount] = HostLimits.MaxMapCount;
        Sheet[StormField.MostRequests] = -1;
        Sheet[StormField.Mappable] = -1;
    }

    /// <summary>What the guest tried to use up.</summary>
    internal StormKind Kind { get; }

    /// <summary>What came of it.</summary>
    internal StormSheet Sheet { get; }

    /// <summary>How the process ended, if it did not tell all.</summary>
    internal RunDeath? Death { get; private set; }

    /// <summary>Why the target or this host could not be used for it, or null.</summary>
    internal string? Unusable { get; private set; }

    /// <summary>Bytes that the process of a storm may lock.</summary>
    internal static ulong LockLimitOf(RunnerSettings settings) =>
        Math.Min(LockStorm.LargestLimit, settings.Host.LockLimit);

    /// <summary>Runs it.</summary>
    /// <param name="kind">What the guest tries to use up.</param>
    /// <param name="target">The device.</param>
    /// <param name="settings">How processes are started.</param>
    /// <param name="mostRequests">The guest stops after so many; null for no such end.</param>
    internal static StormRun Of(StormKind kind, TargetSpec target, RunnerSettings settings, long? mostRequests = null)
    {
        var run = new StormRun(kind, settings);
        run.Sheet[StormField.MostRequests] = mostRequests ?? -1;
        using var process = RunnerProcess.Start(settings.ForStorms(), run.Sheet.Path, target.ToString());
        run.Await(process);
        return run;
    }

    /// <inheritdoc/>
    public void Dispose() => Sheet.Dispose();

    private void Await(RunnerProcess process)
    {
        var began = Environment.TickCount64;
        var (progress, since) = (-1L, began);
        while (true)
        {
            switch (process.Receive(TimeSpan.FromMilliseconds(50)))
            {
                case RunnerProgram.Done:
                    Unusable = Sheet.State == StormState.Done ? null : "the handshake fails";
                    return;
                case RunnerProgram.Unusable:
                    Unusable = process.ReceiveText();
                    return;
                case RunnerProcess.Ended:
                    End(process.DescribeEnd());
                    return;
                default:
                    break;
            }

            var now = Environment.TickCount64;
            if (now - began > Longest.TotalMilliseconds)
            {
                process.Kill();
                Unusable = $"it took longer than {Longest.TotalSeconds:0} s";
                return;
            }

            if (Sheet[StormField.Requests] is var done && (done != progress || Sheet.State != StormState.Storming))
            {
                (progress, since) = (done, now);
            }
            else if (now - since > _settings.StepLimit.TotalMilliseconds)
            {
                process.Kill();
                End(RunnerEnd.NoProgress(_settings.StepLimit));
                return;
            }
        }
    }

    private void End(RunnerEnd end)
    {
        if (Sheet.State == StormState.Loading)
        {
            Unusable = $"the process ended while it was loading the target: {end.How}";
        }
        else if (Sheet.State != StormState.Done)
        {
            Death = end.At(0, 0, RunPhase.InDevice);
        }
    }
}
