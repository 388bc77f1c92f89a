// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>Everything that a run of a round showed, to be kept: what it takes to judge it again.</summary>
/// <param name="Round">What was run.</param>
/// <param name="Host">What the host was able to.</param>
/// <param name="MaxChannels">How many channels the device said that it takes.</param>
/// <param name="WorkingDrops">What drops channels on the device: <see cref="Drops"/>.</param>
/// <param name="Commands">The command that the handshake gave each channel.</param>
/// <param name="Records">What became of the steps of each vCPU.</param>
/// <param name="Death">How the process ended; null when the round came to its end.</param>
/// <param name="End">Guest RAM then; null when the process ended before.</param>
internal sealed record RoundRecording(
    Round Round,
    HostCapabilities Host,
    uint MaxChannels,
    ulong WorkingDrops,
    ImmutableArray<uint> Commands,
    ImmutableArray<ImmutableArray<StepRecord>> Records,
    RunDeath? Death,
    RoundEnd? End)
{
    /// <summary>All steps, vCPU by vCPU.</summary>
    internal IReadOnlyList<TakenStep> Steps =>
    [
        .. from vcpu in Enumerable.Range(0, Records.Length)
           from index in Enumerable.Range(0, Records[vcpu].Length)
           select new TakenStep(vcpu, index, Round.Vcpus[vcpu][index], Records[vcpu][index]),
    ];

    /// <summary>Keeps what a record shows.</summary>
    internal static RoundRecording Of(RoundRecord record, HostCapabilities host, RunDeath? death)
    {
        var round = record.Round;
        return new RoundRecording(round, host, record.MaxChannels, record.WorkingDrops,
            [.. Enumerable.Range(0, round.Channels).Select(record.CommandOf)],
            [
                .. Enumerable.Range(0, round.Vcpus.Length).Select(vcpu =>
                    record.Steps.Where(s => s.Vcpu == vcpu).Select(s => Known(s.Record)).ToImmutableArray()),
            ],

            // Which place in a batch it had says nothing later.
            death is null ? null : death with { Slot = 0 }, death is null ? RoundEnd.Of(record) : null);
    }

    /// <summary>What it shows, or null.</summary>
    internal RoundFinding? Judge(Coverage coverage)
    {
        if (Death is { } death)
        {
            return RoundTrial.OfDeath(Round, Steps, death);
        }

        using var sheet = RoundSheet.Create();
        return new RoundJudge(Host).Judge(Restore(sheet), coverage);
    }

    /// <summary>Of a step that the end of the process cut short, only what came before that.</summary>
    private static StepRecord Known(StepRecord record)
    {
        if (record.Begun == 0)
        {
            return default;
        }

        return record.Returned == 0 ? record with { Observation = default, Seen = 0 } : record;
    }

    /// <summary>Puts everything where the process of rounds would have left it.</summary>
    private RoundRecord Restore(RoundSheet sheet)
    {
        sheet.SaidChannels = MaxChannels;
        sheet.WorkingDrops = WorkingDrops;
        sheet.Write(0, Round, isSerial: false);
        sheet.HasBegun(0) = 1;
        Commands.AsSpan().CopyTo(sheet.Commands(0));
        for (var vcpu = 0; vcpu < Records.Length; vcpu++)
        {
            Records[vcpu].AsSpan().CopyTo(sheet.Records(0, vcpu));
        }

        var end = End!;
        end.Vmas.AsSpan().CopyTo(sheet.Vmas(0));
        sheet.SlowWord(0) = end.SlowWord;
        for (var page = 0; page < RoundLayout.ComparedPages; page++)
        {
            var image = end.Pages.GetValueOrDefault(page) ?? RoundLayout.Initial(Round, page);
            image.Bytes.CopyTo(sheet.Page(0, page));
        }

        return new RoundRecord(sheet, 0, Round);
    }
}

/// <summary>Guest RAM when a round was over.</summary>
/// <param name="Vmas">The flags of the VMAs of the compared pages.</param>
/// <param name="SlowWord">The first word of the last slow page.</param>
/// <param name="Pages">The compared pages that are not as they were before the round.</param>
internal sealed record RoundEnd(
    ImmutableArray<byte> Vmas, ulong SlowWord, ImmutableSortedDictionary<int, PageImage> Pages)
{
    /// <summary>Keeps what a record shows.</summary>
    internal static RoundEnd Of(RoundRecord record)
    {
        var pages = ImmutableSortedDictionary.CreateBuilder<int, PageImage>();
        for (var page = 0; page < RoundLayout.ComparedPages; page++)
        {
            if (!record.Page(page).SequenceEqual(RoundLayout.Initial(record.Round, page).Bytes))
            {
                pages.Add(page, PageImage.Of(record.Page(page)));
            }
        }

        return new RoundEnd([.. record.Vmas], record.SlowWord, pages.ToImmutable());
    }
}
