// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Judging;

/// <summary>
/// The bytes that a register without a response may show: zero, ones, what the reader had there before, and every
/// byte that the guest wrote to a register or got from one, by its place in a 4-byte word.
/// </summary>
internal sealed class RegisterHistory
{
    private readonly bool[,] _seen = new bool[4, 256];

    internal RegisterHistory()
    {
        foreach (var word in new uint[] { 0, uint.MaxValue, 0xEEEE_EEEE })
        {
            Note(word);
        }
    }

    /// <summary>Takes note of a word that the guest wrote or may know.</summary>
    internal void Note(uint word)
    {
        for (var lane = 0; lane < 4; lane++)
        {
            _seen[lane, (byte)(word >> (8 * lane))] = true;
        }
    }

    /// <summary>True when every byte of the word is one that the guest knows.</summary>
    internal bool Explains(uint word)
    {
        for (var lane = 0; lane < 4; lane++)
        {
            if (!_seen[lane, (byte)(word >> (8 * lane))])
            {
                return false;
            }
        }

        return true;
    }
}
