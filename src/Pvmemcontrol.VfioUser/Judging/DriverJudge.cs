// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.VfioUser.Tagging;
using static Pvmemcontrol.Model.Requirements.DriverRequirements;

namespace Pvmemcontrol.VfioUser.Judging;

/// <summary>
/// Judges the driver of one device by what it does to the registers. The transport is the model's, as the driver was
/// told it: an answer counts when the driver has read it. Thread-safe.
/// </summary>
public sealed partial class DriverJudge
{
    private readonly JudgeSession _session;
    private readonly Coverage _coverage;
    private readonly IGuestRam _ram;
    private readonly Func<string> _fault;

    /// <summary>Guards everything below it.</summary>
    private readonly Lock _gate = new();
    private readonly AccessLog _log = new();

    /// <summary>Channels that the device has, for all that the driver was told.</summary>
    private readonly Dictionary<uint, ulong> _held = [];
    private Transport _transport = Transport.Initial;
    private ImmutableArray<CommandOutcome> _outcomes = [];
    private TransportCommand _unread;
    private CommandOutcome.Registered? _registered;
    private Window _window;
    private bool _isReadyWritten;
    private bool _hasRegistered;
    private bool _hasTriedToDrop;

    internal DriverJudge(JudgeSession session, Coverage coverage, string name, IGuestRam ram, Func<string> fault) =>
        (_session, _coverage, Name, _ram, _fault) = (session, coverage, name, ram, fault);

    /// <summary>What must follow next in a handshake.</summary>
    private enum Window
    {
        /// <summary>Anything.</summary>
        None,

        /// <summary>The rest of the address, or REGISTER.</summary>
        Address,

        /// <summary>The answer to REGISTER and the channel command are read.</summary>
        Register,

        /// <summary>The answer to RESET, READY or DISCONNECT is read.</summary>
        Answer,
    }

    /// <summary>The device's name in reports.</summary>
    internal string Name { get; }

    /// <summary>A register was read.</summary>
    internal void Read(ulong offset, ulong value)
    {
        lock (_gate)
        {
            _log.Add(new GuestAccess(AccessKind.Read, offset, value));
            CheckPlace(isTransport: false);
            if (offset == Registers.Command && _unread != default)
            {
                ReadAnswer((uint)value);
            }
            else if (offset == Registers.Response && _registered is { } registered)
            {
                Bind(registered, (uint)value);
            }
        }
    }

    /// <summary>A register was written, but not the command of a channel.</summary>
    internal void Write(ulong offset, int width, ulong value)
    {
        lock (_gate)
        {
            _log.Add(new GuestAccess(AccessKind.Write, offset, value));
            var isCommand = offset == Registers.Command && width == sizeof(uint);
            var isTransport = isCommand && TransportCommands.IsTransportCommand((uint)value);
            CheckPlace(isTransport);
            if (isTransport)
            {
                WriteTransport((TransportCommand)value);
            }
            else if (isCommand)
            {
                WriteUnknown((uint)value);
            }
            else if (offset < Registers.Command)
            {
                WriteAddress(offset, width, value);
            }
        }
    }

    private void WriteAddress(ulong offset, int width, ulong value)
    {
        var isThere = offset == Registers.AddressHigh ? _transport.Address.High : _transport.Address.Low;
        if (_window == Window.Address && isThere is not null)
        {
            Blame(HandshakeIsUndisturbed, "an address is written before REGISTER has used the one before");
        }
        else if (_window == Window.Register)
        {
            Blame(HandshakeIsUndisturbed, "an address is written before the channel command of REGISTER has been read");
        }

        _transport = _transport.StageAddress(offset, width, value);
        _window = Window.Address;
    }

    private void WriteTransport(TransportCommand command)
    {
        if (command == TransportCommand.Register && _transport.Address.Value is null)
        {
            Blame(HandshakeIsUndisturbed, "REGISTER is written, and its address is not: another access has used it up");
        }
        else if (_window == Window.Address && command != TransportCommand.Register)
        {
            Blame(HandshakeIsUndisturbed, $"{NameOf(command)} is written between an address and its REGISTER");
        }
        else if (_window == Window.Register)
        {
            Blame(HandshakeIsUndisturbed,
                $"{NameOf(command)} is written before the channel command of REGISTER has been read");
        }

        if (command == TransportCommand.Ready)
        {
            WriteReady();
        }

        _hasTriedToDrop = command is TransportCommand.Disconnect or TransportCommand.Reset
            || (_hasTriedToDrop && command != TransportCommand.Register);
        _outcomes = TransportSpec.Write(_transport, (uint)command, Standing());
        (_unread, _registered) = (command, null);
        _window = command == TransportCommand.Register ? Window.Register : Window.Answer;
        _transport = _transport with { Address = default };
    }

    private void WriteReady()
    {
        _isReadyWritten = true;
        if (_session.Cpus is not { } cpus)
        {
            return;
        }

        _coverage.Exercise(HandshakeIsWhole);
        if (_transport.Phase == TransportPhase.Registering && _transport.Channels.Length < cpus)
        {
            Blame(HandshakeIsWhole,
                $"READY is written with {_transport.Channels.Length} registered buffers for {cpus} possible CPUs");
        }
    }

    private BufferStanding Standing()
    {
        Span<byte> bytes = stackalloc byte[Request.Size];
        return _transport.Address.Value is not { } buffer ? BufferStanding.Unspecified
            : _ram.TryRead(buffer, bytes) ? BufferStanding.Good
            : BufferStanding.Bad;
    }

    private void ReadAnswer(uint value)
    {
        var command = _unread;
        (_unread, _window) = (default, Window.None);
        if (value == (uint)TransportCommand.Error)
        {
            // Whatever was asked: a device that answers ERROR has no channels.
            Told(Transport.Initial with { Response = TransportCommand.Error });
            return;
        }

        foreach (var outcome in _outcomes)
        {
            switch (outcome)
            {
                case CommandOutcome.Answered answered when answered.Status.Admits(value):
                    Told(answered.Next);
                    return;
                case CommandOutcome.Registered registered when registered.Status.Admits(value):
                    (_registered, _window) = (registered, Window.Register);
                    return;
                default:
                    break;
            }
        }

        // Not acknowledged: the driver knows no more than before, but that it has no answer to RESET.
        if (command == TransportCommand.Reset)
        {
            _transport = Transport.Initial;
        }
    }

    private void Told(Transport next)
    {
        if (next.Phase != TransportPhase.Ready)
        {
            _held.Clear();
            _watched.Clear();
            (_info, _isReadyWritten, _hasTagged) = (InfoState.None, false, false);
        }
        else
        {
            _session.CountHandshake();
        }

        _lost.Clear();
        _transport = next;
    }

    private void Bind(CommandOutcome.Registered registered, uint command)
    {
        _transport = registered.Bind(command);
        (_registered, _window, _hasRegistered) = (null, Window.None, true);
        _coverage.Exercise(HandshakeIsUndisturbed);
        if (registered.Buffer is { } buffer)
        {
            _held[command] = buffer;
        }
    }

    /// <summary>The value is the command of no channel that the device has.</summary>
    private void WriteUnknown(uint value)
    {
        if (_lost.Contains(value))
        {
            Blame(CommandsAreRenewed,
                $"0x{value:x8} is written, a channel command of before the device lost its state");
        }
        else if (_transport.Phase == TransportPhase.Registering
            || (_transport.Phase == TransportPhase.Broken && _place == Place.Binding))
        {
            Blame(NoRequestBeforeReady, $"0x{value:x8} is written to the command register during the handshake");
        }
        else if (_transport.Phase == TransportPhase.Ready)
        {
            Blame(HandshakeIsWhole, $"0x{value:x8} is written to the command register, which no REGISTER has returned");
        }

        _transport = _transport.WithoutResponse();
    }

    private void Blame(Requirement requirement, string observed) => _coverage.Find(requirement, () => new DriverFinding
    {
        Requirement = requirement,
        Device = Name,
        Observed = observed,
        Accesses = _log.Lines(),
        Fault = _fault(),
        MarkNumber = _session.Marks,
    });

    private static string NameOf(TransportCommand command) => command.ToString().ToUpperInvariant();
}
