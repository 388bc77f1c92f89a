// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Targets.Loading;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Properties.InProcess;

/// <summary>Runs rounds in the process of the tests, the vCPUs in turns: the same every time.</summary>
internal sealed class OwnRounds : IDisposable
{
    /// <summary>What drops channels on any correct device, and, the last of them, on one with a VM reset.</summary>
    private const ulong AllDrops = 63;

    private readonly LoadedTarget _loaded;
    private readonly RoundSheet _sheet = RoundSheet.Create();
    private readonly VmaTable _vmas = new();

    internal OwnRounds(TargetSpec target)
    {
        _loaded = TargetLoader.Load(target);
        _sheet.SaidChannels = _loaded.MaxChannels;
        using var memory = new GuestMemory(RoundLayout.Layout);
        using var device = _loaded.CreateDevice(memory);
        _sheet.WorkingDrops = device is IVmReset ? AllDrops : AllDrops >> 1;
        VmasAtCreate.Look(_loaded, RoundLayout.Layout, _vmas).AsSpan(..RoundLayout.ComparedPages)
            .CopyTo(_sheet.VmasAtCreate);
    }

    /// <summary>
    /// The rounds of the seeds from 1 on, without those that reach the large memory for slow requests.
    /// </summary>
    internal static IEnumerable<Round> Rounds(int count) => Enumerable.Range(1, int.MaxValue)
        .Select(seed => RoundGenerator.Generate((ulong)seed, AllDrops))
        .Where(r => !r.Requests.Any(q => RoundLayout.IsSlow(q))).Take(count);

    /// <summary>Runs a round.</summary>
    internal RoundRecording Play(Round round)
    {
        _sheet.Write(0, round, isSerial: true);
        using var stage = new RoundStage(_sheet, 0, _loaded);
        stage.PlayInTurns();
        stage.Look(_vmas);
        return RoundRecording.Of(new RoundRecord(_sheet, 0, round), RunnerSettings.Default.Host, death: null);
    }

    /// <summary>
    /// The same round as if every step had begun just after the one before it on its vCPU: more orders are possible,
    /// and the one that was is still among them.
    /// </summary>
    internal static RoundRecording Widened(RoundRecording recording) =>
        recording with { Records = [.. recording.Records.Select(Widened)] };

    public void Dispose()
    {
        _sheet.Dispose();
        _vmas.Dispose();
    }

    private static ImmutableArray<StepRecord> Widened(ImmutableArray<StepRecord> records)
    {
        const int scale = 2;
        var (wide, seen) = (records.ToBuilder(), 0L);
        for (var i = 0; i < records.Length; i++)
        {
            wide[i] = records[i] with
            {
                Begun = seen + 1,
                Returned = scale * records[i].Returned,
                Seen = scale * records[i].Seen,
            };
            seen = wide[i].Seen;
        }

        return wide.DrainToImmutable();
    }
}
