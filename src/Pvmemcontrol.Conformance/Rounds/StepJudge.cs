// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>
/// The explanations of one step of a round in a state of the specification, by the judges of scenarios. An observation
/// counts only if no other vCPU can have changed it.
/// </summary>
internal sealed class StepJudge
{
    private readonly IRoundRecord _record;
    private readonly GuestView _guest;
    private readonly TransportJudge _transport;
    private readonly RequestJudge _requests;

    internal StepJudge(IRoundRecord record)
    {
        _record = record;
        _guest = new GuestView(RoundLayout.Layout, Round.MostSlots);
        _transport = new TransportJudge(_guest, record.MaxChannels, Profile.Abi);
        _requests = new RequestJudge(_guest, Profile.Abi);
        for (byte slot = 0; slot < Round.MostSlots; slot++)
        {
            _guest.Slots.NoteBuffer(slot, RoundLayout.BufferOf(slot));
        }
    }

    /// <summary>The ways to explain a step. If later steps cannot be judged, the last of them says so.</summary>
    internal IEnumerable<Explanation> Explain(SpecState state, TakenStep taken) => taken.Step.Action switch
    {
        VcpuAction.Send => Send(state, taken),
        VcpuAction.Command when IsUndisturbed(taken) => _transport.Command(
            state, (uint)taken.Step.Value, taken.Record.Observation with { B = 0 }),
        VcpuAction.Command => Disturbed(state, (uint)taken.Step.Value),
        VcpuAction.Register when IsUndisturbed(taken) => _transport.Register(
            state, new Step.Register((byte)taken.Step.Slot, RoundLayout.BufferOf(taken.Step.Slot),
                AddressForm.EightBytes),
            Answer(taken.Record.Observation)),

        // The number of the channel is not known for certain.
        VcpuAction.Register => [Open(state)],
        VcpuAction.VmReset => VmReset(state, taken.Record.Observation),
        VcpuAction.Reuse => [new Explanation(new Verification(0), state with { Host = Reuse(state.Host, taken.Step) })],
        VcpuAction.Pause => [new Explanation(new Verification(0), state)],
        VcpuAction.Repeat or VcpuAction.Rewrite =>
            throw new InvalidOperationException("no order explains a buffer that is written to while it is used"),
        _ => throw new ArgumentOutOfRangeException(nameof(taken), taken.Step.Action, "no such action"),
    };

    /// <summary>Memory after the guest reused buffers and pages.</summary>
    private static HostMapping Reuse(HostMapping host, VcpuStep step)
    {
        Span<byte> buffer = stackalloc byte[Request.Size];
        buffer.Fill(RoundLayout.ReusedByte);
        for (var slot = 0; slot < Round.MostSlots; slot++)
        {
            host = ((step.Value >> slot) & 1) != 0 ? host.Write(RoundLayout.BufferOf(slot), buffer) : host;
        }

        for (var page = 0; page < RoundLayout.ComparedPages; page++)
        {
            host = ((step.Other >> page) & 1) != 0
                ? host.Write(RoundLayout.AddressOf(page), PageImage.Filled(page, RoundLayout.ReuseTag).Bytes)
                : host;
        }

        return host;
    }

    private static Explanation Open(SpecState state) => new(new Verification(0), state, IsLast: true);

    /// <summary>Of the response register, only the number of a channel is judged.</summary>
    private static Observation Answer(Observation seen) =>
        seen.A == (uint)TransportCommand.Ack ? seen : seen with { B = 0 };

    /// <summary>
    /// Whether REGISTER still needs a RESET first is left open. Scenarios of one vCPU judge whether pages are given
    /// back.
    /// </summary>
    private static IEnumerable<Explanation> VmReset(SpecState state, Observation seen)
    {
        if (seen.A == LifecycleAnswer.NotOffered)
        {
            return [new Explanation(new Verification(0), state)];
        }

        return new[] { TransportPhase.Broken, TransportPhase.Registering }.Select(phase => new Explanation(
            new Verification(0), state with
            {
                Transport = Transport.Initial with { Phase = phase },
                Host = state.Host.PerhapsRestored(),
            }));
    }

    private IEnumerable<Explanation> Send(SpecState state, TakenStep taken)
    {
        var slot = (byte)taken.Step.Slot;
        _guest.Slots.NoteCommand(slot, (uint)taken.Record.Written);
        var mayBeReused = _record.Steps.Any(s => s.Step.Action == VcpuAction.Reuse
            && ((s.Step.Value >> slot) & 1) != 0 && s.Record.Begun < taken.Record.Seen);
        var seen = mayBeReused ? new Observation(ObservationKind.Nothing) : taken.Record.Observation;
        foreach (var explanation in _requests.SendFilled(state, slot, seen))
        {
            yield return explanation;
        }

        // The channel may have been dropped after the request began, and a dropped channel needs no reply.
        if (_record.Steps.Any(s => s.Step.MayDrop && s.Overlaps(taken))
            && new Request(seen.A, seen.B, seen.C, seen.D) == _record.Round.Requests[slot])
        {
            yield return Open(state);
        }
    }

    /// <summary>True when no other vCPU called the device between the step and its vCPU's register reads.</summary>
    private bool IsUndisturbed(TakenStep taken) => !_record.Steps.Any(s => s.Vcpu != taken.Vcpu && s.Step.IsAccess
        && s.Record.Begun < taken.Record.Seen && (s.Record.Returned == 0 || s.Record.Returned > taken.Record.Begun));

    /// <summary>Explains a transport command whose answer another access may have changed before it was read.</summary>
    private static IEnumerable<Explanation> Disturbed(SpecState state, uint command)
    {
        foreach (var outcome in TransportSpec.Write(state.Transport, command, BufferStanding.Unspecified))
        {
            yield return outcome is CommandOutcome.Answered answered
                ? new Explanation(new Verification(0), state with
                {
                    Transport = answered.Next,
                    Host = answered.Next.Channels.IsEmpty ? state.Host.PerhapsRestored() : state.Host,
                })
                : Open(state);
        }
    }
}
