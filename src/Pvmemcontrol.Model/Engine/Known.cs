// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.Engine;

/// <summary>What is known of the steps of a world, from having taken them.</summary>
internal sealed class Known
{
    private readonly Spots _spots;
    private readonly Way?[][] _ways;
    private readonly CellSet?[][] _held;
    private readonly (CellSet Reads, CellSet Waits)[][] _tried;

    /// <summary>Nothing is known.</summary>
    internal Known(WorldStates states, Spots spots)
    {
        _spots = spots;
        int[] counts = [.. Enumerable.Range(0, states.Setup.Actors.Length).Select(spots.Count)];
        _ways = [.. counts.Select(count => new Way?[count * spots.Ways])];
        _held = [.. counts.Select(count => new CellSet?[count])];
        _tried = [.. counts.Select(count => new (CellSet, CellSet)[count])];
    }

    private Known(Known from)
    {
        _spots = from._spots;
        _ways = [.. from._ways.Select(w => (Way?[])w.Clone())];
        _held = [.. from._held.Select(h => (CellSet?[])h.Clone())];
        _tried = [.. from._tried.Select(t => ((CellSet, CellSet)[])t.Clone())];
    }

    /// <summary>The spots of an actor of which something is known, in order.</summary>
    internal int[] Seen(int actor) => [.. Enumerable.Range(0, _held[actor].Length).Where(spot => IsSeen(actor, spot))];

    /// <summary>What is known of a way; null when it was never taken.</summary>
    internal Way? this[int actor, int spot, int way] => _ways[actor][(spot * _spots.Ways) + way];

    /// <summary>What was set whenever the actor stood there.</summary>
    internal CellSet Held(int actor, int spot) => _held[actor][spot] ?? default;

    /// <summary>Those of the cells that were set whenever the actor stood there, this time included.</summary>
    internal CellSet StillHeld(int actor, int spot, in CellSet set) =>
        _held[actor][spot] is { } held ? held & set : set;

    /// <summary>All that was looked at in vain there.</summary>
    internal (CellSet Reads, CellSet Waits) Tried(int actor, int spot) => _tried[actor][spot];

    /// <summary>True when the observation tells nothing new.</summary>
    internal bool Covers(in Observation seen) => seen.Way switch
    {
        Observation.Held => IsHeld(seen.Actor, seen.Spot, seen.Reads),
        Observation.Tried => _tried[seen.Actor][seen.Spot] is var tried
            && tried.Reads.Contains(seen.Reads) && tried.Waits.Contains(seen.Waits),
        _ => this[seen.Actor, seen.Spot, seen.Way] is { } way && way.Covers(seen),
    };

    /// <summary>True when what is known to be set there is.</summary>
    internal bool IsHeld(int actor, int spot, in CellSet set) =>
        _held[actor][spot] is { } held && set.Contains(held);

    /// <summary>What is known with observations besides; their order does not matter.</summary>
    internal Known And(IEnumerable<Observation> observations)
    {
        var all = new Known(this);
        foreach (var seen in observations)
        {
            all.Add(seen);
        }

        return all;
    }

    private bool IsSeen(int actor, int spot) => _held[actor][spot] is not null
        || _ways[actor].AsSpan(spot * _spots.Ways, _spots.Ways).ContainsAnyExcept((Way?)null);

    private void Add(in Observation seen)
    {
        switch (seen.Way)
        {
            case Observation.Held:
                ref var held = ref _held[seen.Actor][seen.Spot];
                held = held is { } before ? before & seen.Reads : seen.Reads;
                break;
            case Observation.Tried:
                ref var tried = ref _tried[seen.Actor][seen.Spot];
                tried = (tried.Reads | seen.Reads, tried.Waits | seen.Waits);
                break;
            default:
                ref var way = ref _ways[seen.Actor][(seen.Spot * _spots.Ways) + seen.Way];
                way = way is null ? Way.Of(seen) : way.And(seen);
                break;
        }
    }
}
