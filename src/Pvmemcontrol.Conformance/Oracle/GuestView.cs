// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Oracle;

/// <summary>
/// What the guest of a scenario knows from its own writes and reads, independent of the device's state.
/// </summary>
/// <param name="layout">The regions.</param>
/// <param name="slots">How many channels it remembers.</param>
internal sealed class GuestView(GuestLayout layout, int slots = Slots.Count)
{
    private readonly HashSet<uint> _live = [];
    private readonly Dictionary<uint, Requirement> _dropped = [];

    private readonly HashSet<uint> _registeredRevoked = [];

    /// <summary>The regions.</summary>
    internal GuestLayout Layout { get; } = layout;

    /// <summary>Who plays the guest.</summary>
    internal Vcpus Vcpus { get; set; }

    /// <summary>Index of the current step.</summary>
    internal int Index { get; private set; }

    /// <summary>The channels as the guest remembers them.</summary>
    internal Slots Slots { get; } = new(layout.Regions[0].Start, slots);

    /// <summary>The words that registers may show.</summary>
    internal RegisterHistory Registers { get; } = new();

    /// <summary>
    /// True when a reply's fields are not judged by this requirement: the state after a wrong number is known.
    /// </summary>
    internal bool AreNumbersSetAside { get; set; }

    /// <summary>
    /// The registers when the device was saved that was restored since; null once they have been written again.
    /// </summary>
    internal Transport? Restored { get; set; }

    /// <summary>The steps so far that named nothing.</summary>
    internal List<(int Step, Requirement Requirement)> StepsWithoutEffect { get; } = [];

    /// <summary>Takes note of a channel whose buffer was on a revoked page when it was registered.</summary>
    internal void NoteRegisteredRevoked(uint command) => _registeredRevoked.Add(command);

    /// <summary>Why the device must cope with a buffer that it cannot access.</summary>
    internal Requirement ReasonToCope(uint command) => _registeredRevoked.Contains(command)
        ? EffectRequirements.RevokedBufferIsHarmless
        : EffectRequirements.LiveBufferSurvivesProtection;

    /// <summary>The reason why a command that names nothing may do nothing.</summary>
    internal Requirement ReasonToIgnore(uint command, Requirement otherwise) =>
        _dropped.GetValueOrDefault(command, otherwise);

    /// <summary>Takes note of what the guest writes in a step.</summary>
    internal void Begin(int index, Step step, in Observation observation)
    {
        Index = index;
        Restored = step is Step.ReadRegister or Step.Fill or Step.Store or Step.Load or Step.EmptyPool or Step.Save
            || step is Step.Command { Value: (uint)TransportCommand.Register }
                ? Restored
                : null;
        switch (step)
        {
            case Step.Command s:
                Registers.Note(s.Value);
                break;
            case Step.Register s:
                Registers.Note((uint)s.Buffer);
                Registers.Note((uint)(s.Buffer >> 32));
                Registers.Note((uint)TransportCommand.Register);
                Slots.NoteBuffer(s.Slot, s.Buffer);
                break;
            case Step.WriteRegister s:
                Registers.NoteAnywhere(s.Value);
                break;
            case Step.Send s:
                Registers.Note(Slots.Command(s.Slot));
                break;
            case Step.Resend s:
                Registers.Note(Slots.Command(s.Slot));
                break;
            default:
                break;
        }

        if (step is Step.Command or Step.Register && TransportCommands.IsTransportCommand((uint)observation.A))
        {
            Registers.Note((uint)observation.A);
        }
    }

    /// <summary>Takes note of what the guest learned from a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="observation">What it showed.</param>
    /// <param name="next">The likeliest state that it led to, or null.</param>
    internal void End(Step step, in Observation observation, SpecState? next)
    {
        var acknowledged = observation is { Kind: ObservationKind.Registers, A: (uint)TransportCommand.Ack };
        if (step is Step.Register register && acknowledged)
        {
            Slots.NoteCommand(register.Slot, (uint)observation.B);
        }

        Restored = step is Step.Command ? null : Restored;
        if (next is { } state)
        {
            foreach (var channel in state.Transport.Channels)
            {
                _dropped.Remove(channel.Command);
                _live.Add(channel.Command);
            }

            if (state.Transport.Channels.IsEmpty)
            {
                Drop(step);
            }
        }
    }

    private void Drop(Step step)
    {
        var reason = step switch
        {
            Step.VmReset => VmmRequirements.VmResetDropsChannels,
            Step.SaveRestore or Step.RestoreDamaged => VmmRequirements.RestoreKeepsChannels,
            Step.Command { Value: (uint)TransportCommand.Reset or (uint)TransportCommand.Disconnect } =>
                TransportRequirements.DroppedChannelsAreDead,
            _ => TransportRequirements.ProtocolErrorBreaks,
        };
        foreach (var command in _live)
        {
            _dropped[command] = reason;
        }

        _live.Clear();
    }
}
