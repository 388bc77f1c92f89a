// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>
/// What one step of a round may do in a state of the specification, given what its vCPU saw: the device step that
/// scenarios of one vCPU are judged by. What a vCPU saw counts only where no other had a hand in it.
/// </summary>
internal sealed class StepJudge
{
    private readonly RoundRecord _record;
    private readonly GuestView _guest;
    private readonly TransportJudge _transport;
    private readonly RequestJudge _requests;

    internal StepJudge(RoundRecord record)
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

    /// <summary>The ways to explain a step. Where nothing can be said about what follows, the last of them says so.
    /// </summary>
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

        // Which number the channel got is not known for sure.
        VcpuAction.Register => [Open(state)],
        VcpuAction.VmReset => VmReset(state, taken.Record.Observation),
        VcpuAction.Reuse => [new Explanation(new Verification(0), state with { Host = Reuse(state.Host, taken.Step) })],
        VcpuAction.Pause => [new Explanation(new Verification(0), state)],
        VcpuAction.Repeat or VcpuAction.Rewrite =>
            throw new InvalidOperationException("no order explains a buffer that is written to while it is used"),
        _ => throw new ArgumentOutOfRangeException(nameof(taken), taken.Step.Action, "no such action"),
    };

    /// <summary>Memory after the guest took buffers and pages for something else.</summary>
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

    /// <summary>Only the number of a channel is looked at in the response register.</summary>
    private static Observation Answer(Observation seen) =>
        seen.A == (uint)TransportCommand.Ack ? seen : seen with { B = 0 };

    /// <summary>
    /// Whether RESET is still needed before REGISTER is left open, and whether pages are given back is for a scenario
    /// of one vCPU to tell.
    /// </summary>
    private static IEnumerable<Explanation> VmReset(SpecState state, Observation seen)
    {
        if (seen.A == DeviceLife.NotOffered)
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

        // The channel may have been dropped after the request began, and nobody asks for a reply on a dropped channel.
        if (_record.Steps.Any(s => s.Step.MayDrop && s.Overlaps(taken))
            && new Request(seen.A, seen.B, seen.C, seen.D) == _record.Round.Requests[slot])
        {
            yield return Open(state);
        }
    }

    /// <summary>
    /// True when no other vCPU called the device between the step and its vCPU's look at the registers.
    /// </summary>
    private bool IsUndisturbed(TakenStep taken) => !_record.Steps.Any(s => s.Vcpu != taken.Vcpu && s.Step.IsAccess
        && s.Record.Begun < taken.Record.Seen && (s.Record.Returned == 0 || s.Record.Returned > taken.Record.Begun));

    /// <summary>A transport command whose answer another access may have changed before it was read.</summary>
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
