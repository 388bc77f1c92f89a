// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>
/// What the generator remembers while it writes a scenario, to make interesting steps likely. A guess, not a model: the
/// device may behave differently, and the oracle does not use the sketch.
/// </summary>
public sealed class GuestSketch(GuestLayout layout)
{
    private readonly ulong[] _buffers = new ulong[Slots.Count];

    /// <summary>The regions.</summary>
    public GuestLayout Layout { get; } = layout;

    /// <summary>How many slots the last handshake registered.</summary>
    public int Registered { get; private set; }

    /// <summary>True between READY and the next transport command.</summary>
    public bool IsReady { get; private set; }

    /// <summary>The page that a request last revoked, or -1.</summary>
    public int RevokedPage { get; private set; } = -1;

    /// <summary>Guest physical address of the slot's buffer, or of the start of guest RAM.</summary>
    public ulong BufferOf(int slot) => _buffers[slot] == 0 ? Layout.Regions[0].Start : _buffers[slot];

    /// <summary>Takes note of a step that was added.</summary>
    public void Note(Step step)
    {
        switch (step)
        {
            case Step.Command command when TransportCommands.IsTransportCommand(command.Value):
                IsReady = command.Value == (uint)TransportCommand.Ready && !IsReady;
                Registered = command.Value == (uint)TransportCommand.Reset ? 0 : Registered;
                break;
            case Step.Register register:
                IsReady = false;
                _buffers[register.Slot] = register.Buffer;
                Registered = Math.Max(Registered, register.Slot + 1);
                break;
            case Step.VmReset:
                IsReady = false;
                break;
            case Step.Send { Request: { IsKnown: true } request } when VmaEffects.Revokes(request.Function):
                NoteRevoked(request.Address, request.Length);
                break;
            case Step.HostCall call when VmaEffects.Revokes(call.Function):
                NoteRevoked(call.Address, call.Length);
                break;
            default:
                break;
        }
    }

    private void NoteRevoked(ulong address, ulong length)
    {
        var range = Layout.Place(address, length);
        RevokedPage = range.IsGuestRam ? range.FirstPage : RevokedPage;
    }
}
