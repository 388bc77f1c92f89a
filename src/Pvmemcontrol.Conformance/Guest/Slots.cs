// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Guest;

/// <summary>
/// The channels as a guest remembers them: for each slot the buffer that was last registered and the command that
/// was last received. Runner and oracle keep the same slots, so that steps need not know the device's numbers.
/// </summary>
public sealed class Slots
{
    /// <summary>How many slots a scenario has.</summary>
    public const int Count = 4;

    private readonly ulong[] _buffers;
    private readonly uint[] _commands;

    /// <summary>
    /// Slots before any registration: the buffer at the start of guest RAM, a command that no REGISTER returned.
    /// </summary>
    /// <param name="startOfRam">Guest physical address.</param>
    /// <param name="count">How many.</param>
    public Slots(ulong startOfRam, int count = Count)
    {
        _buffers = new ulong[count];
        _commands = new uint[count];
        for (var i = 0; i < count; i++)
        {
            _buffers[i] = startOfRam;
            _commands[i] = 0x5EED_0000u + (uint)i;
        }
    }

    /// <summary>Guest physical address of the slot's buffer.</summary>
    public ulong Buffer(byte slot) => _buffers[slot];

    /// <summary>The slot's channel command.</summary>
    public uint Command(byte slot) => _commands[slot];

    /// <summary>Remembers a buffer that is being registered.</summary>
    public void NoteBuffer(byte slot, ulong buffer) => _buffers[slot] = buffer;

    /// <summary>Remembers the command that an acknowledged REGISTER gave.</summary>
    public void NoteCommand(byte slot, uint command) => _commands[slot] = command;
}
