// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Conformance.Oracle;

/// <summary>
/// The bytes that a register without a response may show: zero, ones, the reader's own bytes, the two answers, and
/// every byte that the guest wrote to a register or got from one, by its place in a 4-byte word.
/// </summary>
internal sealed class RegisterHistory
{
    private const int Lanes = 4;

    private readonly bool[,] _seen = new bool[Lanes, 256];

    internal RegisterHistory()
    {
        Note(0);
        Note(uint.MaxValue);
        Note((uint)TransportCommand.Ack);
        Note((uint)TransportCommand.Error);
    }

    /// <summary>True when every byte counts as known.</summary>
    internal bool IsSetAside { get; set; }

    /// <summary>Takes note of a word that the guest wrote to an aligned offset, or that it may know.</summary>
    internal void Note(uint word)
    {
        for (var lane = 0; lane < Lanes; lane++)
        {
            _seen[lane, (byte)(word >> (8 * lane))] = true;
        }
    }

    /// <summary>Takes note of bytes that the guest wrote at any offset.</summary>
    internal void NoteAnywhere(ulong value)
    {
        for (var at = 0; at < sizeof(ulong); at++)
        {
            Note((byte)(value >> (8 * at)) * 0x0101_0101u);
        }
    }

    /// <summary>True when every byte of a read is one that the guest knows.</summary>
    /// <param name="offset">Byte offset in the BAR.</param>
    /// <param name="width">Bytes.</param>
    /// <param name="value">Little-endian.</param>
    internal bool Explains(ulong offset, int width, ulong value) => Unknown(offset, width, value).IsEmpty;

    /// <summary>True when the guest knows every byte of a read but those that the device did not write.</summary>
    /// <param name="offset">Byte offset in the BAR.</param>
    /// <param name="width">Bytes.</param>
    /// <param name="value">Little-endian.</param>
    internal bool ExplainsButForUnwritten(ulong offset, int width, ulong value) =>
        Unknown(offset, width, value).All(b => b == RegisterPort.Preset);

    /// <summary>The bytes of a read that the guest does not know.</summary>
    /// <param name="offset">Byte offset in the BAR.</param>
    /// <param name="width">Bytes.</param>
    /// <param name="value">Little-endian.</param>
    internal ImmutableArray<byte> Unknown(ulong offset, int width, ulong value)
    {
        var unknown = ImmutableArray<byte>.Empty;
        for (var at = 0; at < width && !IsSetAside; at++)
        {
            var seen = (byte)(value >> (8 * at));
            unknown = _seen[(offset + (ulong)at) % Lanes, seen] ? unknown : unknown.Add(seen);
        }

        return unknown;
    }
}
