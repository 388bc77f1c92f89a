// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.GuestKernel;
using Pvmemcontrol.Model.Setup;
using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.Engine;

/// <summary>Finds out in which states a situation occurs.</summary>
internal static class SituationCheck
{
    /// <summary>The test for a situation in the states of a world.</summary>
    internal static Func<Packed, bool> Of(Situation situation, WorldStates states)
    {
        var layout = states.Layout;
        return situation switch
        {
            Situation.Replied s => state => layout.Result[s.Ioctl].Get(state) == (int)IoctlResult.Replied,
            Situation.Failed s => state => layout.Result[s.Ioctl].Get(state) == (int)IoctlResult.Failed,
            Situation.InFlight s => state => CountInFlight(states, state) >= s.Count,
            Situation.InFlightDuring s => state =>
                CountInFlight(states, state) > 0 && CountInside(states, state, s.Kind) > 0,
            Situation.Together s when s.Kind == s.Other => state => CountInside(states, state, s.Kind) > 1,
            Situation.Together s => state =>
                CountInside(states, state, s.Kind) > 0 && CountInside(states, state, s.Other) > 0,
            Situation.Bound s => state => layout.Bound[s.Device].Get(state) == (int)DeviceBinding.Bound,
            Situation.EndsUnbound s => state =>
                states.IsFinished(state) && layout.Bound[s.Device].Get(state) == (int)DeviceBinding.Unbound,
            Situation.Quarantined => state => AreAnyQuarantined(layout, state),
            Situation.OldFileIsServed s => state =>
                layout.Global.Get(state) == 2 && states.ServedTo(state, s.Actor) >= 0,
            Situation.PoweredOff s => state => layout.Frozen.Get(state) != 0
                && layout.Transport[s.Device].Get(state) == StepContext.InitialTransport,
            Situation.Finished => state => states.IsFinished(state),
            _ => throw new ArgumentOutOfRangeException(nameof(situation)),
        };
    }

    /// <summary>The cells that decide whether it occurs; none where it holds for good once it occurs.</summary>
    internal static CellSet CellsOf(Situation situation, WorldStates states)
    {
        var layout = states.Layout;
        return situation switch
        {
            Situation.Replied or Situation.Failed or Situation.EndsUnbound or Situation.Finished => default,
            Situation.InFlight => InFlight(states),
            Situation.InFlightDuring => InFlight(states) | Inside(states),
            Situation.Together => Inside(states),
            Situation.Bound s => layout.Bound[s.Device].Cells,
            Situation.Quarantined => Union(layout.ChannelMemory.Select(m => m.Cells)),
            Situation.OldFileIsServed => layout.Global.Cells | InFlight(states),
            Situation.PoweredOff s => layout.Frozen.Cells | layout.Transport[s.Device].Cells,
            _ => throw new ArgumentOutOfRangeException(nameof(situation)),
        };
    }

    private static CellSet InFlight(WorldStates states) => Union(
        from actor in Enumerable.Range(0, states.Setup.Actors.Length)
        from device in Enumerable.Range(0, states.Setup.Devices)
        select states.Aspects.InFlight(actor, device));

    private static CellSet Inside(WorldStates states) =>
        Union(Enumerable.Range(0, states.Setup.Actors.Length).Select(states.Aspects.Inside));

    private static CellSet Union(IEnumerable<CellSet> sets) =>
        sets.Aggregate(default(CellSet), (all, cells) => all | cells);

    private static bool AreAnyQuarantined(StateLayout layout, in Packed state)
    {
        foreach (var memory in layout.ChannelMemory)
        {
            if (memory.Get(state) == (int)Memory.Quarantined)
            {
                return true;
            }
        }

        return false;
    }

    private static int CountInFlight(WorldStates states, in Packed state)
    {
        var count = 0;
        for (var actor = 0; actor < states.Setup.Actors.Length; actor++)
        {
            count += states.ServedTo(state, actor) >= 0 ? 1 : 0;
        }

        return count;
    }

    private static int CountInside(WorldStates states, in Packed state, Type call)
    {
        var count = 0;
        for (var actor = 0; actor < states.Setup.Actors.Length; actor++)
        {
            count += states.CallInside(state, actor)?.GetType() == call ? 1 : 0;
        }

        return count;
    }
}
