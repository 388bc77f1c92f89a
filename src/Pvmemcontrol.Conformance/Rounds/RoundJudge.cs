// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>What a round says of the device. Only what makes a violation is looked for.</summary>
internal sealed class RoundJudge(HostCapabilities host)
{
    /// <summary>What is told by its own name although it is the order of all steps that shows it.</summary>
    private static readonly ImmutableArray<Requirement> TellingAlone =
    [
        RequestRequirements.EveryRequestIsAnswered, RequestRequirements.NothingElseIsWritten,
        EffectRequirements.OtherProtectionsStay, TransportRequirements.DroppedChannelsAreDead,
        TransportRequirements.UnknownCommandIsIgnored,
    ];

    private readonly HostMapping _filled = Filled(HostMapping.Fresh(
        RoundLayout.Layout, host, UntouchedRules.BehindDevice));

    /// <summary>The violation that a round shows, or null.</summary>
    internal RoundFinding? Judge(RoundRecord record, Coverage coverage)
    {
        if (!record.HasBegun)
        {
            // That a handshake fails is for a scenario of one vCPU to tell.
            return null;
        }

        coverage.Exercise(EffectRequirements.DeviceSurvives);
        return LateWrites.Find(record, coverage)
            ?? (record.Round.IsRewritten || record.Round.SharesChannel
                ? SharedMemory.Find(record, coverage)
                : FindDisorder(record, coverage));
    }

    private static HostMapping Filled(HostMapping mapping)
    {
        for (var page = RoundLayout.FirstPage; page < RoundLayout.ComparedPages; page++)
        {
            mapping = mapping.Write(
                RoundLayout.AddressOf(page), PageImage.Filled(page, RoundLayout.FillTag).Bytes);
        }

        return mapping;
    }

    private RoundFinding? FindDisorder(RoundRecord record, Coverage coverage)
    {
        var linearizer = new Linearizer(record, new StepJudge(record));
        if (linearizer.Explains(StateAfterHandshake(record), coverage))
        {
            if (HasOverlap(record))
            {
                coverage.Exercise(ConcurrencyRequirements.SomeOrderExplains);
            }

            return null;
        }

        var finding = linearizer.Contradiction!;
        var alone = finding.Requirement == TransportRequirements.UnknownCommandIsIgnored
            ? TransportRequirements.DroppedChannelsAreDead
            : finding.Requirement;
        var name = TellingAlone.Contains(alone) && !MayHaveRun(record, linearizer.Culprit, alone)
            ? alone
            : ConcurrencyRequirements.SomeOrderExplains;
        coverage.Exercise(name);
        var where = linearizer.Culprit is { } culprit ? $"vCPU {culprit.Vcpu}: " : "";
        return new RoundFinding(
            new Finding(name, 0, $"{where}{finding.Observed}", $"{finding.Allowed}, by any order of the steps"),
            Alone: alone);
    }

    /// <summary>
    /// True where a channel was dropped while its request was on the way: whether it was to be answered or to be left
    /// alone is open then, and it was neither.
    /// </summary>
    private static bool MayHaveRun(RoundRecord record, TakenStep? culprit, Requirement requirement) =>
        requirement == TransportRequirements.DroppedChannelsAreDead && culprit is not null
        && record.Steps.Any(s => s.Step.MayDrop && s.Overlaps(culprit));

    private static bool HasOverlap(RoundRecord record)
    {
        var accesses = record.Steps.Where(s => s.Step.IsAccess).ToList();
        return accesses.Exists(one => accesses.Exists(other => one.Vcpu < other.Vcpu && one.Overlaps(other)));
    }

    private SpecState StateAfterHandshake(RoundRecord record)
    {
        var (mapping, bytes) = (_filled, new byte[Request.Size]);
        for (var slot = 0; slot < record.Round.Requests.Length; slot++)
        {
            record.Round.Requests[slot].Encode(bytes);
            mapping = mapping.Write(RoundLayout.BufferOf(slot), bytes);
        }

        var channels = Enumerable.Range(0, record.Round.Channels)
            .Select(slot => new Channel(record.CommandOf(slot), RoundLayout.BufferOf(slot)));
        var transport = new Transport(TransportPhase.Ready, [.. channels], default, TransportCommand.Ack, null);
        return new SpecState(transport, mapping, default);
    }
}
