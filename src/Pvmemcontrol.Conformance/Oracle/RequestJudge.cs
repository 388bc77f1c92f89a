// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Holes;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Oracle;

/// <summary>Explains what a channel's command did to its buffer.</summary>
internal sealed class RequestJudge(GuestView guest, Profile profile)
{
    /// <summary>What a request without a reply shows.</summary>
    internal const string Unanswered = "the buffer still holds the request when the register write has returned";

    /// <summary>What is allowed instead of a buffer that still holds the request.</summary>
    internal const string LateReply =
        "a reply in all 32 bytes; if it comes later, the VMM posts the write: see PVMC-VMM-006";

    /// <summary>A request, or the buffer as it is, and the slot's command.</summary>
    internal IEnumerable<Explanation> Send(SpecState state, byte slot, Request? request, Observation observation)
    {
        var address = guest.Slots.Buffer(slot);
        var verification = new Verification(guest.Index);
        if (observation.Kind == ObservationKind.Fault)
        {
            return [MemoryJudge.Denied(guest.Index, state, address, Request.Size, VmaFlags.Write)];
        }

        if (request is { } filled)
        {
            if (guest.Layout.Place(address, Request.Size).IsGuestRam)
            {
                if (MemoryJudge.Allowed(verification, state, address, Request.Size, VmaFlags.Write) is not { } host)
                {
                    return [new Explanation(verification, null)];
                }

                Span<byte> bytes = stackalloc byte[Request.Size];
                filled.Encode(bytes);
                state = state with { Host = host.Write(address, bytes) };
            }
        }

        return Sent(verification, state, slot, request is not null, mayBeGone: request is null, observation);
    }

    /// <summary>A slot's command, where the guest filled the buffer earlier.</summary>
    internal IEnumerable<Explanation> SendFilled(SpecState state, byte slot, Observation observation) =>
        Sent(new Verification(guest.Index), state, slot, isFilled: true, mayBeGone: true, observation);

    private List<Explanation> Sent(Verification verification, SpecState state, byte slot, bool isFilled,
        bool mayBeGone, Observation observation)
    {
        var address = guest.Slots.Buffer(slot);
        var command = guest.Slots.Command(slot);
        switch (TransportSpec.Write(state.Transport, command, BufferStanding.Unspecified))
        {
            case [CommandOutcome.Ignored ignored]:
                var reason = guest.ReasonToIgnore(command, ignored.Requirement);
                guest.StepsWithoutEffect.Add((guest.Index, reason));
                return [Ignored(verification, state with { Transport = ignored.Next }, reason, address, observation)];
            case [CommandOutcome.Runs runs]:
                var ready = state with { Transport = runs.Next };
                return Ran(ready, runs.Channel, address, isFilled, mayBeGone, observation);
            default:
                // The device gave a channel the number of a transport command: that already was a finding.
                return [new Explanation(verification, state, IsLast: true)];
        }
    }

    /// <summary>The requirement that forbids this step to end the process.</summary>
    internal Requirement RequirementOfCrash(SpecState state, Step step)
    {
        var slot = step switch
        {
            Step.Send s => s.Slot,
            Step.Resend s => s.Slot,
            _ => (byte)0xFF,
        };
        if (slot == 0xFF || state.Transport.Find(guest.Slots.Command(slot)) is not { } channel)
        {
            return EffectRequirements.DeviceSurvives;
        }

        // The guest has just filled the buffer, so the device can access it too.
        if (step is Step.Resend && !IsAccessible(state.Host, channel.Buffer, isFilled: false))
        {
            return guest.ReasonToCope(channel.Command);
        }

        return step is Step.Send { Request: { IsKnown: true } request }
            && new RequestSpec(profile, state.Host, state.Transport.Channels, state.Traits).MayRevokeLiveBuffer(request)
            ? EffectRequirements.LiveBufferSurvivesProtection
            : EffectRequirements.DeviceSurvives;
    }

    /// <summary>True when the VMM can use a buffer; one that the guest has just filled is there.</summary>
    private static bool IsAccessible(HostMapping host, ulong buffer, bool isFilled)
    {
        var range = host.Layout.Place(buffer, Request.Size);
        return (isFilled || !host.MayBeMissing(range))
            && host.All(range, p => !p.IsSuspect && p.Vma.MustHave(VmaFlags.ReadWrite));
    }

    private static bool TryReadRequest(HostMapping host, ulong buffer, Span<byte> bytes)
    {
        var range = host.Layout.Place(buffer, Request.Size);
        var offset = PageGeometry.Offset(buffer);
        for (var page = range.FirstPage; page < range.EndPage; page++)
        {
            var count = Math.Min(PageGeometry.Size - offset, bytes.Length);
            host.Pages[page].Content.Images[0].Bytes.Slice(offset, count).CopyTo(bytes);
            foreach (var image in host.Pages[page].Content.AllImages)
            {
                if (!image.Bytes.Slice(offset, count).SequenceEqual(bytes[..count]))
                {
                    return false;
                }
            }

            bytes = bytes[count..];
            offset = 0;
        }

        return true;
    }

    private GuestRange Place(ulong address, ulong length) => guest.Layout.Place(address, length);

    private Explanation Ignored(Verification verification, SpecState state, Requirement requirement, ulong address,
        in Observation observation)
    {
        switch (observation.Kind)
        {
            case ObservationKind.Nothing:
                return new Explanation(verification, state);
            case ObservationKind.ReplyFault:
                return MemoryJudge.Denied(guest.Index, state, address, Request.Size, VmaFlags.Read);
            default:
                var buffer = new byte[Request.Size];
                observation.CopyBuffer(buffer);
                var left = state.Host.Read(address, buffer, out _);
                verification.Check(requirement, left is not null, () =>
                    ($"the buffer of a channel that is not live now reads {Reply.Decode(buffer)}",
                        "the buffer is as the guest left it"));
                return new Explanation(verification, left is null ? null : state with { Host = left });
        }
    }

    private List<Explanation> Ran(
        SpecState state, Channel channel, ulong address, bool isFilled, bool mayBeGone, Observation observation)
    {
        var bytes = new byte[Request.Size];
        if (channel.Buffer != address || observation.Kind == ObservationKind.Nothing
            || !IsAccessible(state.Host, address, isFilled) || !TryReadRequest(state.Host, address, bytes))
        {
            var unseen = new Verification(guest.Index);
            if (!IsAccessible(state.Host, channel.Buffer, isFilled))
            {
                // The device survived: nothing else is visible.
                unseen.Exercise(guest.ReasonToCope(channel.Command));
            }

            return [new Explanation(unseen, state, IsLast: true)];
        }

        var request = Request.Decode(bytes);
        var outcomes = new RequestSpec(profile, state.Host, state.Transport.Channels, state.Traits).Outcomes(request);
        var explanations = outcomes.Select(o => Ended(state, o, request, address, isFilled, observation)).ToList();
        return mayBeGone && explanations.TrueForAll(e => e.Verification.Violation is not null)
            && IsReplyToZeros(state, request, address, observation)
            ? [ZeroedBefore(request)]
            : explanations;
    }

    /// <summary>
    /// True when the reply is none to the request, but would be one to zeros, which are an INFO. A device that reads
    /// half of the function code may take the request itself for INFO.
    /// </summary>
    private bool IsReplyToZeros(SpecState state, in Request request, ulong address, in Observation observation)
    {
        var zeros = new Request(FunctionCode.Info, 0, 0);
        var info = new RequestSpec(profile, state.Host, state.Transport.Channels, state.Traits).Outcomes(zeros)[0];
        return (uint)request.FunctionCode != 0 && observation.Kind == ObservationKind.Buffer
            && Ended(state, info, zeros, address, isFilled: false, observation).Verification
                is { Violation: null, Deviations.Count: 0 };
    }

    private Explanation ZeroedBefore(in Request request)
    {
        var (verification, lost) = (new Verification(guest.Index), request);
        verification.Check(RequestRequirements.NothingElseIsWritten, holds: false, () =>
            ($"the reply is that of INFO: the buffer was zeroed before the device read {lost} from it",
                "the buffer holds the request until it is answered"));
        return new Explanation(verification, null);
    }

    private Explanation Ended(
        SpecState state, RequestOutcome outcome, in Request request, ulong address, bool isFilled, in Observation seen)
    {
        var verification = new Verification(guest.Index);
        if (seen.Kind == ObservationKind.ReplyFault)
        {
            var buffer = Place(address, Request.Size);
            if (isFilled && state.Host.MayBeMissing(buffer)
                && outcome.Host.All(buffer, page => page.Vma.MustHave(VmaFlags.Read)))
            {
                verification.Check(EffectRequirements.LiveBufferSurvivesProtection, false, () =>
                    ("the huge page of the buffer is not there, nor the reply: it was given back, or never touched, "
                        + "and there is none left", "a reply in all 32 bytes"));
                return new Explanation(verification, null);
            }

            var after = state with { Host = outcome.Host };
            var denied = MemoryJudge.Denied(guest.Index, after, address, Request.Size, VmaFlags.Read);
            return denied with { IsLast = true };
        }

        var bytes = new byte[Request.Size];
        seen.CopyBuffer(bytes);
        var reply = Reply.Decode(bytes);
        if (!CheckAnswered(verification, outcome, request, reply, isFilled, seen))
        {
            return new Explanation(verification, null);
        }

        foreach (var field in outcome.Reply)
        {
            if (guest.AreNumbersSetAside && field.Field == ReplyField.Errno && !Errnos.IsError(reply.Errno)
                && reply.Errno != 0)
            {
                continue;
            }

            Func<ulong, string> describe = field.Field == ReplyField.Errno ? Errnos.Describe : Plain;
            if (!verification.Check(HoleOf(field, reply), field.FieldName, field.ValueIn(reply), describe))
            {
                return new Explanation(verification, null);
            }
        }

        return new Explanation(verification, state with
        {
            Host = outcome.Host.Write(address, bytes),
            Traits = outcome.Teaches ? Learn(state, request, reply) : state.Traits,
        });
    }

    /// <summary>
    /// A number that is neither success nor an error number is wrong in any reply, whatever else this one should say.
    /// </summary>
    private static ValueHole HoleOf(FieldHole field, in Reply reply) =>
        field.Field == ReplyField.Errno && reply.Errno != 0 && !Errnos.IsError(reply.Errno)
            ? new AnyErrno(RequestRequirements.ReplyTellsSuccess) : field.Hole;

    private static DeviceTraits Learn(SpecState state, in Request request, in Reply reply)
    {
        if (request.Function == FunctionCode.Info)
        {
            return state.Traits.LearnInfo(reply);
        }

        var layout = state.Host.Layout;
        var page = layout.Place(request.Address, request.Length).FirstPage;
        return state.Traits.Learn(request.Function, layout.BackingOfPage(page), reply);
    }

    private static string Plain(ulong value) => $"{value}";

    /// <summary>
    /// A buffer that still holds the request was not answered, unless the very same bytes are a reply that the
    /// specification allows: that cannot be distinguished from silence. Bytes that look like an answer are not taken
    /// for one when the guest has just filled in words that a reply should overwrite with zeros.
    /// </summary>
    private static bool CheckAnswered(
        Verification verification, RequestOutcome outcome, Request request, Reply reply, bool isFilled, Observation o)
    {
        var isUntouched = new Request(o.A, o.B, o.C, o.D) == request;
        var isTelling = isFilled && (o.B | o.C | o.D) != 0;
        var isGoodReply = outcome.Reply.All(f => f.Admits(reply) || (!isTelling && !f.Hole.Requirement.MakesViolation));
        return verification.Check(RequestRequirements.EveryRequestIsAnswered, !isUntouched || isGoodReply, () =>
            (Unanswered, LateReply));
    }
}
