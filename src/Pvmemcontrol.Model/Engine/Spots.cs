// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.Engine;

/// <summary>
/// Where an actor is: its next step, its CPU and whether it has it to itself, and whether anything may still go wrong
/// in the world. What an actor may touch from there on is asked of its spot.
/// </summary>
internal sealed class Spots
{
    /// <summary>The most choices that a step has.</summary>
    private readonly int _choices;
    private readonly WorldStates _states;
    private readonly int _standings;

    /// <summary>The spots of a world.</summary>
    internal Spots(WorldStates states)
    {
        _states = states;
        _standings = (2 * states.Setup.Cpus) + 1;
        _choices = Math.Max(4, 2 + states.Setup.Cpus);
    }

    /// <summary>
    /// The number of ways out of a spot: one for each choice, and one for being put elsewhere by others.
    /// </summary>
    internal int Ways => _choices + 1;

    /// <summary>The way by which others put the actor elsewhere.</summary>
    internal int PutByOthers => _choices;

    /// <summary>How many spots an actor has.</summary>
    internal int Count(int actor) => (_states.EndOf(actor) + 1) * _standings * 2;

    /// <summary>Where an actor is.</summary>
    internal int Of(in Packed state, int actor)
    {
        var layout = _states.Layout;
        var cpu = layout.Cpu[actor].Get(state);
        var standing = layout.PreemptionOf(state, actor) > 0 ? _states.Setup.Cpus + cpu : cpu;
        var calm = layout.FaultsLeft.Get(state) == 0 ? 1 : 0;
        return (((layout.Pc[actor].Get(state) * _standings) + standing) * 2) + calm;
    }

    /// <summary>The same spot when nothing more goes wrong.</summary>
    internal static int Calm(int spot) => spot | 1;

    /// <summary>The same spot, but for whether anything may still go wrong.</summary>
    internal static int Twin(int spot) => spot ^ 1;

    /// <summary>True when the actor has a CPU to itself.</summary>
    internal bool IsExclusive(int spot) => Standing(spot) > _states.Setup.Cpus;

    /// <summary>The CPU that the actor cannot leave, though others may run there; or -1.</summary>
    internal int SharedCpu(int spot) =>
        Standing(spot) is > 0 and var standing && standing <= _states.Setup.Cpus ? standing - 1 : -1;

    /// <summary>True when the actor is done.</summary>
    internal bool IsEnd(int actor, int spot) => spot / 2 / _standings == _states.EndOf(actor);

    private int Standing(int spot) => spot / 2 % _standings;
}
