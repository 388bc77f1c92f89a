// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.GuestKernel;

/// <summary>
/// What a step looks at and what it changes, noted while it is taken. What a step does is decided by the cells that it
/// reads and waits for: with the same in them it does the same again.
/// </summary>
internal sealed class Footprint
{
    private bool _isOver;

    /// <summary>Cells that decide what the step does.</summary>
    internal CellSet Reads { get; private set; }

    /// <summary>
    /// Cells that only decide whether the step can be taken: not while they are set. Clearing them changes nothing for
    /// a step that can be taken.
    /// </summary>
    internal CellSet Waits { get; private set; }

    /// <summary>Those of <see cref="Waits"/> of which each alone keeps the step from being taken.</summary>
    internal CellSet Guards { get; private set; }

    /// <summary>Cells that it sets.</summary>
    internal CellSet Writes { get; private set; }

    /// <summary>Cells that it clears.</summary>
    internal CellSet Releases { get; private set; }

    /// <summary>Notes nothing more: the step cannot be taken, and what its body still does has no meaning.</summary>
    internal void End() => _isOver = true;

    /// <summary>Forgets everything, for the next step.</summary>
    internal void Clear()
    {
        _isOver = false;
        Reads = default;
        Waits = default;
        Guards = default;
        Writes = default;
        Releases = default;
    }

    /// <summary>The step looks at cells; those that it has set itself tell it nothing.</summary>
    internal void Read(in CellSet cells)
    {
        if (!_isOver)
        {
            Reads |= cells - (Writes | Releases);
        }
    }

    /// <summary>The step can be taken only while these are clear, or while not too many of them are set.</summary>
    internal void Wait(in CellSet cells)
    {
        if (!_isOver)
        {
            Waits |= cells;
        }
    }

    /// <summary>The step can be taken only while all of these are clear.</summary>
    internal void Guard(in CellSet cells)
    {
        if (!_isOver)
        {
            Waits |= cells;
            Guards |= cells;
        }
    }

    /// <summary>The step puts a number into its cells.</summary>
    internal void Set(in CellSet cells, int before, int after)
    {
        // Nothing is changed by a number that was looked at and put back.
        if (_isOver || (before == after && Reads.Contains(cells)))
        {
            return;
        }

        if (after == 0)
        {
            Releases |= cells;
        }
        else
        {
            Writes |= cells;
        }
    }

    /// <summary>What follows of all this for aspects.</summary>
    internal void Follow(in CellSet set, in CellSet cleared)
    {
        Writes |= set;
        Releases |= cleared;
    }
}
