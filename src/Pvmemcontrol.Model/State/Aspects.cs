// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.State;

/// <summary>
/// What steps ask of others, where the bits that answer it say more than was asked: whether another actor is in
/// flight, say, which depends on where it is, but not on every move of it. Each is a cell of its own.
/// </summary>
internal sealed class Aspects
{
    private const int Most = 128;

    private readonly WorldStates _states;
    private readonly int _buffers;
    private readonly int _perActor;
    private readonly int[] _channelSets;

    /// <summary>The aspects of a world.</summary>
    internal Aspects(WorldStates states)
    {
        _states = states;
        var setup = states.Setup;
        _buffers = setup.Instances * setup.Cpus;
        _perActor = 2 + setup.Devices + setup.Cpus + _buffers;
        if (Number(setup.Actors.Length, 0) + (2 * setup.Devices) > Most)
        {
            throw new InvalidOperationException($"{setup.Name}: more than {Most} aspects");
        }

        var sets = Enumerable.Range(0, states.Transports.Count)
            .Select(t => string.Join(' ', states.Transports[t].Channels.Select(c => $"{c.Command}:{c.Buffer}")));
        List<string> distinct = [];
        _channelSets = [.. sets.Select(s => IndexIn(distinct, s))];
    }

    /// <summary>The actor has begun a call and not ended it.</summary>
    internal CellSet Inside(int actor) => CellSet.Aspect(Number(actor, 0));

    /// <summary>The actor is in a handshake.</summary>
    internal CellSet Handshake(int actor) => CellSet.Aspect(Number(actor, 1));

    /// <summary>The device is working in the actor's time.</summary>
    internal CellSet InFlight(int actor, int device) => CellSet.Aspect(Number(actor, 2 + device));

    /// <summary>The actor has a CPU to itself.</summary>
    internal CellSet Keeps(int actor, int cpu) => CellSet.Aspect(Number(actor, 2 + _states.Setup.Devices + cpu));

    /// <summary>The buffer holds the actor's request, or the reply to it.</summary>
    internal CellSet Requests(int actor, int buffer) =>
        CellSet.Aspect(Number(actor, 2 + _states.Setup.Devices + _states.Setup.Cpus + buffer));

    /// <summary>The channels of the device are others than before.</summary>
    internal CellSet Channels(int device) => CellSet.Aspect(Number(_states.Setup.Actors.Length, 2 * device));

    /// <summary>The device is bound, or is being bound or unbound; or it is not.</summary>
    internal CellSet Binding(int device) => CellSet.Aspect(Number(_states.Setup.Actors.Length, (2 * device) + 1));

    /// <summary>The bits that an actor's own aspects depend on.</summary>
    internal CellSet Standing(int actor)
    {
        var layout = _states.Layout;
        return layout.Pc[actor].Cells | layout.Cpu[actor].Cells | layout.Preempt[actor].Cells
            | layout.Channel[actor].Cells | layout.Posted[actor].Cells;
    }

    /// <summary>What holds of an actor in a state.</summary>
    internal CellSet Of(in Packed state, int actor)
    {
        var layout = _states.Layout;
        var region = _states.RegionOf(state, actor);
        var cells = _states.CallInside(state, actor) is null ? default : Inside(actor);
        if ((region & StepRegion.Handshake) != 0)
        {
            cells |= Handshake(actor);
        }

        if (_states.ServedTo(state, actor) is >= 0 and var served)
        {
            cells |= InFlight(actor, _states.DeviceOf(served / _states.Setup.Cpus));
        }

        if ((region & StepRegion.Request) != 0 && layout.Channel[actor].Get(state) is > 0 and var channel)
        {
            cells |= Requests(actor, channel - 1);
        }

        return _states.Setup.Actors[actor].IsTask && layout.PreemptionOf(state, actor) > 0
            ? cells | Keeps(actor, layout.Cpu[actor].Get(state) - 1)
            : cells;
    }

    /// <summary>The aspects of devices that differ between two states.</summary>
    internal CellSet Changed(in Packed before, in Packed after)
    {
        var cells = default(CellSet);
        for (var device = 0; device < _states.Setup.Devices; device++)
        {
            if (ChannelSet(before, device) != ChannelSet(after, device))
            {
                cells |= Channels(device);
            }

            if (IsUnbound(before, device) != IsUnbound(after, device))
            {
                cells |= Binding(device);
            }
        }

        return cells;
    }

    private static int IndexIn(List<string> distinct, string set)
    {
        if (!distinct.Contains(set))
        {
            distinct.Add(set);
        }

        return distinct.IndexOf(set);
    }

    private int ChannelSet(in Packed state, int device) => _channelSets[_states.Layout.Transport[device].Get(state)];

    private bool IsUnbound(in Packed state, int device) =>
        _states.Layout.Bound[device].Get(state) == (int)DeviceBinding.Unbound;

    private int Number(int actor, int aspect) => (actor * _perActor) + aspect;
}
