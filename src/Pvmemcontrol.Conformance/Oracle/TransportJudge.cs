// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Globalization;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Holes;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Oracle;

/// <summary>Explains what registers show.</summary>
internal sealed class TransportJudge(GuestView guest, uint maxChannels, Profile profile)
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>A value in the command register, other than by <see cref="Step.Send"/>.</summary>
    internal IEnumerable<Explanation> Command(SpecState state, uint value, Observation observation)
    {
        foreach (var outcome in TransportSpec.Write(state.Transport, value, StandingOf(state)))
        {
            var explanation = Explain(state, outcome, value, observation);
            CheckStaged(explanation.Verification, state, value, observation);
            yield return explanation;
        }
    }

    /// <summary>REGISTER of an address that was written before the device was saved.</summary>
    private void CheckStaged(
        Verification verification, SpecState state, uint value, in Observation observation)
    {
        if (value == (uint)TransportCommand.Register && guest.Restored is { Phase: TransportPhase.Registering } saved
            && StandingOf(state with { Transport = saved }) == BufferStanding.Good)
        {
            var answer = observation.A;
            verification.Check(VmmRequirements.RestoreKeepsRegisters, answer == (uint)TransportCommand.Ack, () => (
                $"REGISTER of the address that was written before save answers {DescribeAnswer(answer)}",
                DescribeAnswer((uint)TransportCommand.Ack)));
        }
    }

    /// <summary>An address and REGISTER.</summary>
    internal IEnumerable<Explanation> Register(SpecState state, Step.Register step, Observation observation)
    {
        var transport = state.Transport;
        foreach (var (offset, width, value) in Writes(step))
        {
            transport = transport.StageAddress(offset, width, value);
        }

        // A device may check whether it can use the buffer.
        var place = state.Host.Layout.Place(step.Buffer, Request.Size);
        var staged = state with { Transport = transport, Host = state.Host.Touch(place) };
        foreach (var explanation in Command(staged, (uint)TransportCommand.Register, observation))
        {
            if (explanation.Next is not null && observation.A == (uint)TransportCommand.Ack)
            {
                explanation.Verification.Exercise(RequirementOf(step.Form));
            }

            yield return explanation;
        }
    }

    /// <summary>A write to the address register.</summary>
    internal Explanation WriteRegister(SpecState state, Step.WriteRegister step) => new(
        new Verification(guest.Index),
        state with { Transport = state.Transport.StageAddress(step.Offset, step.Width, step.Value) });

    /// <summary>A read of BAR0: a response where there is one and the read is of its 4 bytes.</summary>
    internal Explanation ReadRegister(SpecState state, Step.ReadRegister step, in Observation observation)
    {
        var verification = new Verification(guest.Index);
        var (response, requirement) = guest.Restored is { } restored && ResponseIn(restored, step) is { } saved
            ? (saved, VmmRequirements.RestoreKeepsRegisters)
            : (ResponseIn(state.Transport, step), TransportRequirements.ResponseStaysReadable);
        var value = observation.A;
        var fits = response is { } expected
            ? verification.Check(requirement, value == expected, () =>
                ($"BAR0+{step.Offset} reads {DescribeAnswer(value)}",
                    $"BAR0+{step.Offset} reads {DescribeAnswer(expected)}"))
            : CheckFree(verification, step.Offset, value, step.Width, observation);
        return Conclude(verification, fits, state, isLast: false);
    }

    private static uint? ResponseIn(in Transport transport, Step.ReadRegister step) => (step.Offset, step.Width) switch
    {
        (Registers.Response, 4) => transport.ChannelResponse,
        (Registers.Command, 4) => (uint?)transport.Response,
        _ => null,
    };

    /// <summary>The requirement that this way of writing the address is about.</summary>
    internal static Requirement RequirementOf(AddressForm form) => form == AddressForm.HighThenLow
        ? TransportRequirements.HighHalfFirst
        : TransportRequirements.AddressInAnyForm;

    private static string Hex(ulong value) => $"0x{value:x8}";

    private static string DescribeAnswer(ulong value) => TransportCommands.IsTransportCommand((uint)value)
        ? $"{((TransportCommand)value).ToString().ToUpperInvariant()} (0x{value:x8})"
        : Hex(value);

    private static IEnumerable<(ulong Offset, int Width, ulong Value)> Writes(Step.Register step)
    {
        var low = (Registers.Address, 4, step.Buffer & uint.MaxValue);
        var high = (Registers.AddressHigh, 4, step.Buffer >> 32);
        return step.Form switch
        {
            AddressForm.EightBytes => [(Registers.Address, 8, step.Buffer)],
            AddressForm.LowThenHigh => [low, high],
            AddressForm.HighThenLow => [high, low],
            _ => throw new InvalidOperationException($"no form {step.Form}"),
        };
    }

    private BufferStanding StandingOf(SpecState state)
    {
        if (state.Transport.Address.Value is not { } address)
        {
            return BufferStanding.Unspecified;
        }

        var range = state.Host.Layout.Place(address, Request.Size);
        if (!range.IsGuestRam)
        {
            return BufferStanding.Bad;
        }

        if (state.Host.MayBeMissing(range)
            || !state.Host.All(range, page => !page.IsSuspect && page.Vma.MustHave(VmaFlags.ReadWrite)))
        {
            return BufferStanding.Revoked;
        }

        // Unsigned distance: two buffers overlap when their starts are less than a buffer apart.
        var overlaps = state.Transport.Channels
            .Any(c => c.Buffer - address < Request.Size || address - c.Buffer < Request.Size);
        var isFull = state.Transport.Channels.Length >= maxChannels;
        return address % 8 != 0 || overlaps || isFull ? BufferStanding.Unusual
            : range.Place == RangePlace.AdjacentRegions ? BufferStanding.Spanning
            : BufferStanding.Good;
    }

    private Explanation Explain(SpecState state, CommandOutcome outcome, uint value, in Observation observation)
    {
        var verification = new Verification(guest.Index);
        switch (outcome)
        {
            case CommandOutcome.Answered answered:
                // After a wrong answer that is no violation, the device's state is unknown.
                var fits = CheckAnswer(verification, answered.Status, observation)
                    && (!answered.Status.Admits(observation.A) || CheckFree(verification, 0, (uint)observation.B));
                var mayRestore = answered.Next.Channels.IsEmpty && profile == Profile.Abi;
                var host = mayRestore ? state.Host.PerhapsRestored() : state.Host;
                var next = state with { Transport = answered.Next, Host = host };
                return Conclude(verification, fits, next, !answered.Status.Admits(observation.A));
            case CommandOutcome.Registered registered:
                fits = CheckAnswer(verification, registered.Status, observation)
                    && CheckNumber(verification, registered, observation);
                var isUnknown = registered.Buffer is null || !registered.Status.Admits(observation.A);
                return Conclude(verification, fits, state with { Transport = registered.Bind((uint)observation.B) },
                    isUnknown);
            case CommandOutcome.Ignored ignored:
                var requirement = guest.ReasonToIgnore(value, ignored.Requirement);
                guest.StepsWithoutEffect.Add((guest.Index, requirement));
                fits = CheckFree(verification, Registers.Command, (uint)observation.A)
                    && CheckFree(verification, Registers.Response, (uint)observation.B)
                    && verification.Exercise(requirement)
                    && verification.Exercise(TransportRequirements.UnknownCommandKeepsState);
                return Conclude(verification, fits, state with { Transport = ignored.Next }, false);
            case CommandOutcome.Runs runs:
                // The guest hit a live command by accident: the contents of the buffer ran.
                return Conclude(verification, true, state with { Transport = runs.Next }, true);
            default:
                throw new ArgumentOutOfRangeException(nameof(outcome));
        }
    }

    private bool CheckNumber(Verification verification, CommandOutcome.Registered registered,
        in Observation observation)
    {
        if (!registered.Status.Admits(observation.A))
        {
            return true;
        }

        guest.Registers.Note((uint)observation.B);
        if (registered.Status.Requirement == EffectRequirements.RevokedBufferIsHarmless)
        {
            guest.NoteRegisteredRevoked((uint)observation.B);
        }

        return verification.Check(registered.Command, "response register reads", observation.B, Hex)
            && verification.Check(registered.Advice, "response register reads", observation.B, Hex);
    }

    private static bool CheckAnswer(Verification verification, ValueHole status, in Observation observation) =>
        verification.Check(status, "command register reads", observation.A, DescribeAnswer);

    private bool CheckFree(
        Verification verification, ulong offset, ulong value, int width = 4, Observation others = default)
    {
        if (guest.Registers.Explains(offset, width, value))
        {
            return verification.Exercise(TransportRequirements.RegistersDiscloseNothing)
                && verification.Exercise(TransportRequirements.UnusedRegistersAreKnown);
        }

        if (guest.Registers.ExplainsButForUnwritten(offset, width, value))
        {
            return verification.Check(TransportRequirements.UnusedRegistersAreKnown, false, () =>
                ($"a read of {width} bytes at BAR0+{offset} is left alone: the guest gets what the VMM's buffer held",
                    "the device writes every byte, or your VMM clears the buffer before each read"));
        }

        return verification.Check(TransportRequirements.RegistersDiscloseNothing, false, () =>
            ($"BAR0+{offset}, {width} bytes that carry no response, read 0x{value.ToString($"x{width * 2}", Culture)}"
                + DescribeOthers(guest.Registers.Unknown(offset, width, value), others),
                "only bytes that are 0, 0xff, or that the guest has written to or read from a register (and, as "
                    + "PVMC-DEV-017 has it, bytes that are left alone, or that are the same in every process)"));
    }

    /// <summary>Whose bytes they are, if every one was in an access to another device's registers.</summary>
    private static string DescribeOthers(ImmutableArray<byte> unknown, in Observation others)
    {
        var bytes = others.Kind == ObservationKind.Value
            ? [.. BitConverter.GetBytes(others.B), .. BitConverter.GetBytes(others.C)]
            : Array.Empty<byte>();
        return unknown.All(bytes.Contains)
            ? $": what was left of an access to another device (it read 0x{others.B:x8}, and wrote 0x{others.C:x16})"
            : "";
    }

    private static Explanation Conclude(Verification verification, bool fits, SpecState next, bool isLast) =>
        new(verification, fits ? next : null, isLast);
}
