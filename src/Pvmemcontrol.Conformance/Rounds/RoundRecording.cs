// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>Everything that a run of a round showed: what is needed to judge it again.</summary>
/// <param name="Round">What was run.</param>
/// <param name="Host">What the host could do.</param>
/// <param name="MaxChannels">How many channels the device said it supports.</param>
/// <param name="WorkingDrops">What drops channels on the device: <see cref="Drops"/>.</param>
/// <param name="Commands">The command that the handshake gave each channel.</param>
/// <param name="Records">The records of each vCPU's steps.</param>
/// <param name="Death">How the process ended; null when the round completed.</param>
/// <param name="End">Guest RAM at the end; null when the process ended before.</param>
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
    /// <summary>
    /// The flags of the VMAs of the compared pages once the device was created; empty where no page had any attribute.
    /// </summary>
    internal ImmutableArray<byte> VmasAtCreate { get; init; } = [];

    /// <summary>All steps, vCPU by vCPU.</summary>
    internal IReadOnlyList<TakenStep> Steps =>
    [
        .. from vcpu in Enumerable.Range(0, Records.Length)
           from index in Enumerable.Range(0, Records[vcpu].Length)
           select new TakenStep(vcpu, index, Round.Vcpus[vcpu][index], Records[vcpu][index]),
    ];

    /// <summary>Keeps what a record shows.</summary>
    internal static RoundRecording Of(IRoundRecord record, HostCapabilities host, RunDeath? death)
    {
        var round = record.Round;
        return new RoundRecording(round, host, record.MaxChannels, record.WorkingDrops,
            [.. Enumerable.Range(0, round.Channels).Select(record.CommandOf)],
            [
                .. Enumerable.Range(0, round.Vcpus.Length).Select(vcpu =>
                    record.Steps.Where(s => s.Vcpu == vcpu).Select(s => Known(s.Record)).ToImmutableArray()),
            ],
            death, death is null ? RoundEnd.Of(record) : null)
        {
            VmasAtCreate = Oracle.VmasAtCreate.Kept(record.VmasAtCreate),
        };
    }

    /// <summary>What it shows, or null.</summary>
    internal RoundFinding? Judge(Coverage coverage) => Death is { } death
        ? RoundTrial.OfDeath(Round, Steps, death)
        : new RoundJudge(Host).Judge(new Replayed(this), coverage);

    /// <summary>Guest RAM at the end; null when the process ended before.</summary>
    internal IFinalMemory? FinalMemory => End is null ? null : new Replayed(this);

    /// <summary>Why no order of the steps explains it; empty if it shows something else.</summary>
    internal IEnumerable<string> Contradiction() =>
        Death is null ? new RoundJudge(Host).WhyNoOrder(new Replayed(this)) : [];

    /// <summary>Of a step that the end of the process cut short, keeps what came before.</summary>
    private static StepRecord Known(StepRecord record)
    {
        if (record.Begun == 0)
        {
            return default;
        }

        return record.Returned == 0 ? record with { Observation = default, Seen = 0 } : record;
    }

    private sealed class Replayed(RoundRecording recording) : IRoundRecord
    {
        private readonly RoundEnd _end = recording.End!;

        private readonly PageImage[] _pages =
        [
            .. Enumerable.Range(0, RoundLayout.ComparedPages).Select(page =>
                recording.End!.Pages.GetValueOrDefault(page) ?? RoundLayout.Initial(recording.Round, page)),
        ];

        public Round Round => recording.Round;

        public IReadOnlyList<TakenStep> Steps { get; } = recording.Steps;

        public bool HasBegun => true;

        public ulong WorkingDrops => recording.WorkingDrops;

        public uint MaxChannels => recording.MaxChannels;

        public ulong SlowWord => _end.SlowWord;

        public ulong ChangedBeside => _end.ChangedBeside;

        public int PageCount => RoundLayout.ComparedPages;

        public int StepCount => Steps.Count;

        public ReadOnlySpan<byte> Vmas => _end.Vmas.AsSpan();

        public ReadOnlySpan<byte> VmasAtCreate => recording.VmasAtCreate.AsSpan();

        public ReadOnlySpan<byte> Residency => [];

        public uint CommandOf(int slot) => recording.Commands[slot];

        public ReadOnlySpan<byte> Page(int index) => _pages[index].Bytes;
    }
}

/// <summary>Guest RAM after a round.</summary>
/// <param name="Vmas">The flags of the VMAs of the compared pages.</param>
/// <param name="SlowWord">The first word of the last slow page.</param>
/// <param name="Pages">The compared pages that changed in the round.</param>
internal sealed record RoundEnd(
    ImmutableArray<byte> Vmas, ulong SlowWord, ImmutableSortedDictionary<int, PageImage> Pages)
{
    /// <summary>Where the VMM's own memory changed: <see cref="CanaryPages.FindChanged"/>; 0 for nowhere.</summary>
    internal ulong ChangedBeside { get; init; }

    /// <summary>Keeps what a record shows.</summary>
    internal static RoundEnd Of(IRoundRecord record)
    {
        var pages = ImmutableSortedDictionary.CreateBuilder<int, PageImage>();
        for (var page = 0; page < RoundLayout.ComparedPages; page++)
        {
            if (!record.Page(page).SequenceEqual(RoundLayout.Initial(record.Round, page).Bytes))
            {
                pages.Add(page, PageImage.Of(record.Page(page)));
            }
        }

        return new RoundEnd([.. record.Vmas], record.SlowWord, pages.ToImmutable())
        {
            ChangedBeside = record.ChangedBeside,
        };
    }
}
