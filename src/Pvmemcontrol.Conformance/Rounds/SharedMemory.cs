// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>
/// Rounds in which a buffer changes while the device uses it: by a vCPU, or by the device itself for another vCPU that
/// wrote the same command. The replies are then unspecified. Still, each command must be answered, so that no request
/// is left in its buffer, and only certain bytes may change.
/// </summary>
internal static class SharedMemory
{
    /// <summary>The first contradiction, or null.</summary>
    internal static RoundFinding? Find(IRoundRecord record, Coverage coverage)
    {
        coverage.Exercise(
            record.Round.IsRewritten
                ? ConcurrencyRequirements.RequestIsReadOnce
                : RequestRequirements.NothingElseIsWritten,
            record.Round.IsRewritten ? MeetingRewrites(record) : 1);
        return FindUnanswered(record, coverage) ?? FindOutside(record) ?? FindProtected(record);
    }

    /// <summary>How many requests were begun while another vCPU was seen to rewrite them.</summary>
    private static long MeetingRewrites(IRoundRecord record) =>
        record.Steps.Where(s => s.Step.Action == VcpuAction.Rewrite).Sum(s => (long)s.Record.Observation.A);

    private static RoundFinding? FindUnanswered(IRoundRecord record, Coverage coverage)
    {
        if (record.Steps.Any(s => s.Step.MayDrop))
        {
            return null;
        }

        foreach (var taken in record.Steps.Where(s => s.Step.Action == VcpuAction.Send))
        {
            coverage.Exercise(RequestRequirements.EveryRequestIsAnswered);
            var seen = taken.Record.Observation;
            if (new Request(seen.A, seen.B, seen.C, seen.D) == record.Round.Requests[taken.Step.Slot])
            {
                return new RoundFinding(new Finding(RequestRequirements.EveryRequestIsAnswered, 0,
                    $"vCPU {taken.Vcpu}: the buffer still holds the request when the register write has returned",
                    RequestJudge.LateReply))
                {
                    Culprit = taken,
                };
            }
        }

        return null;
    }

    /// <summary>
    /// Finds a change of a byte that no request reaches, whichever bytes of the requests the device saw. A byte that a
    /// second read does not reach either tells more than one that it does.
    /// </summary>
    internal static RoundFinding? FindOutside(IRoundRecord record)
    {
        RoundFinding? twice = null;
        for (var index = 0; index < RoundLayout.ComparedPages; index++)
        {
            var was = RoundLayout.Initial(record.Round, index).Bytes;
            var seen = record.Page(index);
            for (var at = was.CommonPrefixLength(seen); at < was.Length; at++)
            {
                var address = RoundLayout.AddressOf(index) + (ulong)at;
                if (was[at] == seen[at] || MayChange(record.Round, address) || IsReused(record.Round, index))
                {
                    continue;
                }

                var finding = Changed(address, was[at], seen[at]);
                if (!MayChangeByTwoReads(record.Round, address))
                {
                    return new RoundFinding(finding);
                }

                twice ??= new RoundFinding(finding with { Requirement = ConcurrencyRequirements.RequestIsReadOnce })
                {
                    InTurn = finding.Requirement,
                };
            }
        }

        return twice;
    }

    private static bool IsReused(Round round, int page) =>
        round.Steps.Any(s => s.Action == VcpuAction.Reuse && ((s.Other >> page) & 1) != 0);

    private static Finding Changed(ulong address, byte was, byte seen) => new(
        RequestRequirements.NothingElseIsWritten, 0,
        $"the byte at 0x{address:x} changed from 0x{was:x2} to 0x{seen:x2}",
        "a byte outside the range stays, whichever bytes of the request the device saw");

    private static RoundFinding? FindProtected(IRoundRecord record)
    {
        for (var index = 0; index < RoundLayout.ComparedPages; index++)
        {
            if (FinalMemory.FindExecutable(record, index, RoundLayout.AddressOf(index), step: 0) is { } executable)
            {
                return new RoundFinding(executable);
            }

            // A reply that is read as a request may have any function on its range.
            if ((record.Vmas[index] & (byte)VmaFlags.ReadWrite) != (byte)VmaFlags.ReadWrite
                && !MayChange(record.Round, RoundLayout.AddressOf(index)) && !MayProtect(record.Round, index))
            {
                return new RoundFinding(new Finding(EffectRequirements.OtherProtectionsStay, 0,
                    $"page 0x{RoundLayout.AddressOf(index):x} is {VmaSet.Describe((VmaFlags)record.Vmas[index])}",
                    VmaSet.Describe(VmaFlags.ReadWrite)));
            }
        }

        return null;
    }

    private static bool MayChange(Round round, ulong address)
    {
        for (var slot = 0; slot < round.Requests.Length; slot++)
        {
            if (address - RoundLayout.BufferOf(slot) < Request.Size)
            {
                return true;
            }
        }

        return Discards(round).Any(r => address - r.Address < r.Length);
    }

    /// <summary>
    /// True if a device changes the byte that checks one request and performs the other: it discards whole pages, which
    /// no check keeps it from.
    /// </summary>
    private static bool MayChangeByTwoReads(Round round, ulong address) =>
        round.IsRewritten && Discards(round).Any(r => Touches(r, address));

    /// <summary>The discards among the requests that a device may see.</summary>
    private static IEnumerable<Request> Discards(Round round) =>
        Readings(round).Where(r => r.IsKnown && HostCalls.IsDiscard(r.Function));

    /// <summary>True when a byte lies in a page of which a request names a byte, in guest RAM or not.</summary>
    private static bool Touches(in Request request, ulong address)
    {
        var offset = (ulong)PageGeometry.Offset(request.Address);
        var pages = (request.Length >> PageGeometry.Shift)
            + ((offset + (ulong)PageGeometry.Offset(request.Length) + PageGeometry.Size - 1) >> PageGeometry.Shift);
        return (address - (request.Address - offset)) >> PageGeometry.Shift < pages;
    }

    private static bool MayProtect(Round round, int page) =>
        Readings(round)
            .Where(r => r.IsKnown && VmaEffects.IsProtection(r.Function))
            .Select(r => RoundLayout.Layout.Place(r.Address, r.Length))
            .Any(range => range.IsGuestRam && range.FirstPage <= page && page < range.EndPage);

    /// <summary>The requests that a device may see in any buffer.</summary>
    internal static IEnumerable<Request> Readings(Round round) =>
        Enumerable.Range(0, round.Requests.Length).SelectMany(slot => Readings(round, slot));

    /// <summary>The requests that a device may see in a slot's buffer.</summary>
    internal static IEnumerable<Request> Readings(Round round, int slot)
    {
        yield return round.Requests[slot];
        foreach (var rewrite in round.Steps.Where(s => s.Action == VcpuAction.Rewrite && s.Slot == slot))
        {
            var bytes = new byte[Request.Size];
            round.Requests[slot].Encode(bytes);
            bytes[(int)rewrite.Value] ^= (byte)rewrite.Other;
            yield return Request.Decode(bytes);
        }
    }
}
