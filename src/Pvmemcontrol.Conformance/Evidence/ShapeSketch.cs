// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Evidence;

/// <summary>
/// Follows the steps of a guest to say what is unusual about the next one. It takes the device for a correct one.
/// </summary>
internal sealed class ShapeSketch(GuestLayout layout)
{
    private readonly Dictionary<byte, ulong> _live = [];
    private readonly ulong[] _buffers = [.. Enumerable.Repeat(layout.Regions[0].Start, Slots.Count)];
    private readonly bool[] _revoked = new bool[layout.PageCount];
    private TransportPhase _phase = TransportPhase.Broken;

    /// <summary>The shape of the next step.</summary>
    internal StepShape Of(Step step) => step switch
    {
        Step.Command s => OfCommand(s.Value),
        Step.Register s => new StepShape(StepKinds.Register, OddOf(s)),
        Step.Send s => OfRequest(s.Request, OddOfChannel(s.Slot)),
        Step.Resend s => new StepShape(StepKinds.Resend, OddOfChannel(s.Slot)
            | (Touches(_buffers[s.Slot], Request.Size, IsRevoked) ? Oddity.OverRevoked : Oddity.None)),
        Step.ReadRegister s => new StepShape(StepKinds.Read, OddOf(s.Offset, s.Width, mayBeWide: false)),
        Step.WriteRegister s => new StepShape(StepKinds.Write, OddOf(s.Offset, s.Width, mayBeWide: true)),
        Step.Fill or Step.Store or Step.Load or Step.HostCall => new StepShape(StepKinds.Memory, Oddity.None),
        Step.VmReset => new StepShape(StepKinds.VmReset, Oddity.None),
        Step.SaveRestore s => new StepShape(
            s.Over == RestoredOver.SameAddresses ? StepKinds.Restore : StepKinds.RestoreElsewhere, Oddity.None),
        Step.Save => new StepShape(StepKinds.Save, Oddity.None),
        Step.RestoreDamaged => new StepShape(StepKinds.DamagedState, Oddity.None),
        Step.EmptyPool => new StepShape(StepKinds.EmptyPool, Oddity.None),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "no such step"),
    };

    /// <summary>The shape of a request on a channel that is like this.</summary>
    internal StepShape OfRequest(in Request request, Oddity channel = Oddity.None)
    {
        var high = request.FunctionCode >> 32 != 0 ? Oddity.HighCode : Oddity.None;
        if (!request.IsKnown)
        {
            return new StepShape(StepKinds.UnknownFunction, channel | high);
        }

        var odd = channel;
        if (request.Function != FunctionCode.Info)
        {
            var range = layout.Place(request.Address, request.Length);
            odd |= (PageGeometry.IsAligned(request.Address) ? 0 : Oddity.AddressMisaligned)
                | (PageGeometry.IsAligned(request.Length) ? 0 : Oddity.LengthMisaligned)
                | (request.Length == 0 ? Oddity.Empty : 0)
                | (range.Place == RangePlace.Outside ? Oddity.LeavesGuestRam : 0)
                | (range.Place == RangePlace.AdjacentRegions ? Oddity.SpansRegions : 0)
                | (range.IsGuestRam && request.Length > PageGeometry.Size ? Oddity.SeveralPages : 0)
                | (Touches(request.Address, request.Length, HoldsBuffer) ? Oddity.OverLiveBuffer : 0)
                | (Touches(request.Address, request.Length, IsRevoked) ? Oddity.OverRevoked : 0);
        }

        return new StepShape(FunctionCodes.Name(request.Function), odd);
    }

    /// <summary>Takes a step.</summary>
    internal void Note(Step step)
    {
        switch (step)
        {
            case Step.Command s when TransportCommands.IsTransportCommand(s.Value):
                Enter((TransportCommand)s.Value switch
                {
                    TransportCommand.Reset => TransportPhase.Registering,
                    TransportCommand.Ready when _phase == TransportPhase.Registering => TransportPhase.Ready,
                    _ => TransportPhase.Broken,
                });
                break;
            case Step.Register s:
                _buffers[s.Slot] = s.Buffer;
                if (_phase == TransportPhase.Registering && layout.Place(s.Buffer, Request.Size).IsGuestRam)
                {
                    _live[s.Slot] = s.Buffer;
                }
                else
                {
                    Enter(TransportPhase.Broken);
                }

                break;
            case Step.VmReset:
                Enter(TransportPhase.Broken);
                Array.Clear(_revoked);
                break;
            case Step.Send { Request: { IsKnown: true } request } when VmaEffects.IsProtection(request.Function):
                var range = layout.Place(request.Address, request.Length);
                for (var page = range.FirstPage; page < range.EndPage; page++)
                {
                    _revoked[page] = request.Function != FunctionCode.MProtectRW;
                }

                break;
            default:
                break;
        }
    }

    private void Enter(TransportPhase phase)
    {
        if (phase != TransportPhase.Ready)
        {
            _live.Clear();
        }

        _phase = phase;
    }

    private StepShape OfCommand(uint value)
    {
        if (!TransportCommands.IsTransportCommand(value))
        {
            return new StepShape(StepKinds.UnknownCommand, Oddity.None);
        }

        return (TransportCommand)value switch
        {
            TransportCommand.Reset => new StepShape(StepKinds.Reset, Phases(TransportPhase.Broken)),
            TransportCommand.Register => new StepShape(StepKinds.BareRegister, Phases(TransportPhase.Registering)),
            TransportCommand.Ready => new StepShape(StepKinds.Ready, Phases(TransportPhase.Registering)
                | (_phase != TransportPhase.Registering ? 0
                    : _live.Count == 0 ? Oddity.NoChannel : _live.Count == 1 ? Oddity.OneChannel : 0)),
            TransportCommand.Disconnect => new StepShape(StepKinds.Disconnect, Oddity.None),
            TransportCommand.Ack => new StepShape(StepKinds.Ack, Oddity.None),
            _ => new StepShape(StepKinds.Error, Oddity.None),
        };
    }

    private Oddity Phases(TransportPhase usual) => _phase == usual ? Oddity.None : _phase switch
    {
        TransportPhase.Broken => Oddity.InBroken,
        TransportPhase.Registering => Oddity.InRegistering,
        _ => Oddity.InReady,
    };

    private Oddity OddOfChannel(byte slot) =>
        _phase == TransportPhase.Ready && _live.ContainsKey(slot) ? Oddity.None : Oddity.DeadChannel;

    private Oddity OddOf(Step.Register step)
    {
        var place = layout.Place(step.Buffer, Request.Size);
        var crosses = place.IsGuestRam && PageGeometry.Offset(step.Buffer) + Request.Size > PageGeometry.Size;
        return Phases(TransportPhase.Registering)
            | (step.Form == AddressForm.EightBytes ? 0 : Oddity.InHalves)
            | (step.Form == AddressForm.HighThenLow ? Oddity.HighHalfFirst : 0)
            | (step.Buffer % 8 != 0 ? Oddity.BufferMisaligned : step.Buffer % 16 != 0 ? Oddity.BufferBarelyAligned : 0)
            | (place.IsGuestRam ? 0 : Oddity.BufferOutside)
            | (crosses ? Oddity.BufferAcrossPages : 0)
            | (place.Place == RangePlace.AdjacentRegions ? Oddity.BufferAcrossRegions : 0)
            | (Touches(step.Buffer, Request.Size, IsRevoked) ? Oddity.BufferRevoked : 0)
            | (_live.Values.Any(b => b - step.Buffer < Request.Size || step.Buffer - b < Request.Size)
                ? Oddity.BufferOverlaps : 0)
            | (_live.Count > 0 ? Oddity.LaterChannel : 0);
    }

    private static Oddity OddOf(ulong offset, int width, bool mayBeWide) =>
        (width == 4 || (mayBeWide && width == 8) ? 0 : Oddity.OddWidth)
        | (offset % 4 == 0 && offset + (ulong)width <= Registers.Size && !(mayBeWide && offset >= Registers.Command)
            ? 0 : Oddity.OddOffset);

    private bool IsRevoked(int page) => _revoked[page];

    private bool HoldsBuffer(int page) => _live.Values.Any(b =>
        layout.Place(b, Request.Size) is { IsGuestRam: true } range && range.FirstPage <= page && page < range.EndPage);

    private bool Touches(ulong address, ulong length, Func<int, bool> isSo)
    {
        var range = layout.Place(address, length);
        for (var page = range.FirstPage; range.IsGuestRam && page < range.EndPage; page++)
        {
            if (isSo(page))
            {
                return true;
            }
        }

        return false;
    }
}
