// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>Judges a round. It looks for violations only.</summary>
internal sealed class RoundJudge
{
    /// <summary>Requirements that are named although only the order of all steps shows their violation.</summary>
    private static readonly ImmutableArray<Requirement> NamedAlone =
    [
        RequestRequirements.EveryRequestIsAnswered, RequestRequirements.NothingElseIsWritten,
        EffectRequirements.OtherProtectionsStay, AttributeRequirements.OtherAttributesStay,
        TransportRequirements.DroppedChannelsAreDead, TransportRequirements.UnknownCommandIsIgnored,
        AttributeRequirements.NothingBecomesExecutable,
    ];

    private readonly HostMapping _fresh;
    private readonly HostMapping _filled;

    internal RoundJudge(HostCapabilities host)
    {
        _fresh = HostMapping.Fresh(RoundLayout.Layout, host, UntouchedRules.BehindDevice);
        _filled = Filled(_fresh);
    }

    /// <summary>The violation that a round shows, or null.</summary>
    internal RoundFinding? Judge(IRoundRecord record, Coverage coverage)
    {
        if (!record.HasBegun)
        {
            // Scenarios of one vCPU report a failing handshake.
            return null;
        }

        coverage.Exercise(EffectRequirements.DeviceSurvives);
        return CanaryPages.Find(record, coverage)
            ?? LateWrites.Find(record, coverage)
            ?? (record.Round.IsRewritten || record.Round.SharesChannel
                ? SharedMemory.Find(record, coverage)
                : FindDisorder(record, coverage));
    }

    /// <summary>
    /// Why no order of the steps explains a round, one line each; empty if another finding comes first.
    /// </summary>
    internal IEnumerable<string> WhyNoOrder(IRoundRecord record) =>
        Judge(record, new Coverage()) is { Alone: not null } found
            ? new OrderContradiction(record, StateAfterHandshake(record)).Lines(found.Requirement)
            : [];

    private static HostMapping Filled(HostMapping mapping)
    {
        for (var page = RoundLayout.FirstPage; page < RoundLayout.ComparedPages; page++)
        {
            mapping = mapping.Write(
                RoundLayout.AddressOf(page), PageImage.Filled(page, RoundLayout.FillTag).Bytes);
        }

        return mapping;
    }

    private RoundFinding? FindDisorder(IRoundRecord record, Coverage coverage)
    {
        var linearizer = new Linearizer(record, new StepJudge(record));
        if (linearizer.Explains(StateAfterHandshake(record), coverage))
        {
            if (linearizer.IsWhole && HasOverlap(record))
            {
                coverage.Exercise(ConcurrencyRequirements.SomeOrderExplains);
            }

            return null;
        }

        var (finding, culprit, page) = linearizer.Furthest!;
        if (MayBeDestroyed(finding, culprit) && SharedMemory.FindOutside(record) is { } outside)
        {
            coverage.Exercise(outside.Requirement);
            return outside;
        }

        var alone = finding.Requirement == TransportRequirements.UnknownCommandIsIgnored
            ? TransportRequirements.DroppedChannelsAreDead
            : finding.Requirement;
        var name = NamedAlone.Contains(alone) && !MayHaveRun(record, culprit, alone) && !MayBeOrder(record, alone, page)
            ? alone
            : ConcurrencyRequirements.SomeOrderExplains;
        coverage.Exercise(name);
        var where = culprit is null ? "" : $"vCPU {culprit.Vcpu}: ";
        return new RoundFinding(
            new Finding(name, 0, $"{where}{finding.Observed}", $"{finding.Allowed}, in any order of the steps"),
            Alone: alone)
        {
            Culprit = culprit,
        };
    }

    /// <summary>
    /// True if the step may show what zeros in its buffer lead to. Other memory then tells whether the buffer was given
    /// back.
    /// </summary>
    private static bool MayBeDestroyed(Finding finding, TakenStep? culprit) => culprit is not null
        && (finding.Requirement == RequestRequirements.NothingElseIsWritten
            || culprit.Record.Observation == Observation.OfBuffer(new byte[Request.Size]));

    /// <summary>
    /// True if the order of requests may be the cause. What a page must keep depends on it where requests reach the
    /// page; and a reply to zeros may also be the reply to another request.
    /// </summary>
    private static bool MayBeOrder(IRoundRecord record, Requirement requirement, int page) => page < 0
        ? requirement == RequestRequirements.NothingElseIsWritten
        : requirement != RequestRequirements.NothingElseIsWritten
            && requirement != AttributeRequirements.NothingBecomesExecutable
            && record.Round.Requests.Any(r => r.IsKnown && r.Function != FunctionCode.Info
                && RoundLayout.Layout.Place(r.Address, r.Length) is { IsGuestRam: true } range
                && range.FirstPage <= page && page < range.EndPage);

    /// <summary>
    /// True if the channel was dropped while its request was in flight. The request may then be answered or ignored,
    /// and it was neither.
    /// </summary>
    private static bool MayHaveRun(IRoundRecord record, TakenStep? culprit, Requirement requirement) =>
        requirement == TransportRequirements.DroppedChannelsAreDead && culprit is not null
        && record.Steps.Any(s => s.Step.MayDrop && s.Overlaps(culprit));

    private static bool HasOverlap(IRoundRecord record)
    {
        var accesses = record.Steps.Where(s => s.Step.IsAccess).ToList();
        return accesses.Exists(one => accesses.Exists(other => one.Vcpu < other.Vcpu && one.Overlaps(other)));
    }

    private SpecState StateAfterHandshake(IRoundRecord record)
    {
        var (mapping, bytes) = (VmasAtCreate.In(_fresh, record.VmasAtCreate), new byte[Request.Size]);
        mapping = ReferenceEquals(mapping, _fresh) ? _filled : Filled(mapping);
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
