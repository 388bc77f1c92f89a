// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.Engine;

/// <summary>
/// The futures of actors from each of their spots, while another actor stands still and so keeps hold of some cells. A
/// way that is guarded by one of those is closed. Of a closed way, and of a step that could only be tried, what it
/// looks at still counts: as long as that stays the same, the step is as it is known to be.
/// </summary>
internal sealed class Futures
{
    private readonly WorldStates _states;
    private readonly Spots _spots;
    private readonly Known _known;
    private readonly int[][] _seen;

    /// <summary>The futures of a world as far as it is known.</summary>
    internal Futures(WorldStates states, Spots spots, Known known)
    {
        _states = states;
        _spots = spots;
        _known = known;
        _seen = [.. Enumerable.Range(0, states.Setup.Actors.Length).Select(known.Seen)];
    }

    /// <summary>The spots of an actor, in order: futures are numbered as they are.</summary>
    internal int[] Seen(int actor) => _seen[actor];

    /// <summary>The number of a spot of an actor; negative when it was never come upon.</summary>
    internal int NumberOf(int actor, int spot) => Array.BinarySearch(_seen[actor], spot);

    /// <summary>The futures of an actor.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="other">The one that stands still.</param>
    /// <param name="held">What that one keeps hold of.</param>
    internal Future[] Of(int actor, int other, CellSet held)
    {
        var seen = _seen[actor];
        var futures = new Future[seen.Length];
        bool isChanged;
        do
        {
            isChanged = false;

            // Steps mostly lead to later spots, so that one round is nearly enough.
            for (var number = seen.Length - 1; number >= 0; number--)
            {
                var future = futures[number] | From(actor, other, seen[number], held, futures);
                isChanged |= future != futures[number];
                futures[number] = future;
            }
        }
        while (isChanged);

        return futures;
    }

    private Future From(int actor, int other, int spot, in CellSet held, Future[] futures)
    {
        var (reads, waits) = _known.Tried(actor, spot);
        var future = Looks(actor, spot, reads, waits | CpuWaits(actor, spot))
            | At(actor, Spots.Calm(spot), futures)
            | WaysOut(actor, spot, _spots.PutByOthers, default, futures);
        if (_spots.SharedCpu(spot) is >= 0 and var cpu && held.Overlaps(_states.Aspects.Keeps(other, cpu)))
        {
            // The other has its CPU.
            return future;
        }

        for (var way = 0; way < _spots.PutByOthers; way++)
        {
            future |= WaysOut(actor, spot, way, held, futures);
        }

        return future;
    }

    private Future WaysOut(int actor, int spot, int number, in CellSet held, Future[] futures)
    {
        if (_known[actor, spot, number] is not { } way)
        {
            return default;
        }

        var future = Looks(actor, spot, way.Reads, way.Waits);
        if (way.Guards.Overlaps(held))
        {
            return future;
        }

        foreach (var target in way.Targets)
        {
            future |= At(actor, target, futures);
        }

        return future with { Changes = future.Changes | way.Writes | way.Releases };
    }

    private Future Looks(int actor, int spot, in CellSet reads, in CellSet waits)
    {
        var isHard = !_states.Setup.Actors[actor].IsTask || _spots.IsExclusive(spot);
        return new Future(reads, waits, default, isHard ? waits : default);
    }

    private Future At(int actor, int spot, Future[] futures) =>
        NumberOf(actor, spot) is >= 0 and var number ? futures[number] : default;

    /// <summary>What decides whether a task has a CPU.</summary>
    private CellSet CpuWaits(int actor, int spot)
    {
        var layout = _states.Layout;
        if (!_states.Setup.Actors[actor].IsTask)
        {
            return default;
        }

        var cells = layout.Frozen.Cells;
        if (_spots.IsExclusive(spot))
        {
            return cells;
        }

        cells |= layout.OfflineCpu.Cells;
        for (var other = 0; other < _states.Setup.Actors.Length; other++)
        {
            for (var cpu = 0; cpu < _states.Setup.Cpus && other != actor; cpu++)
            {
                cells |= _states.Aspects.Keeps(other, cpu);
            }
        }

        return cells;
    }
}
