// SPDX-License-Identifier: Apache-2.0

using Microsoft.Coyote.Rewriting;

namespace Pvmemcontrol.Concurrency.Histories;

/// <summary>A step of a call of users or of the PCI core that is visible from outside.</summary>
internal enum DriverStep
{
    /// <summary>probe gives ioctls a device.</summary>
    Publish,

    /// <summary>probe makes the node.</summary>
    MakeNode,

    /// <summary>probe finds the driver's place taken.</summary>
    Refuse,

    /// <summary>remove takes the node away.</summary>
    DropNode,

    /// <summary>remove takes the device away from ioctls.</summary>
    Retract,

    /// <summary>open finds the node.</summary>
    Open,

    /// <summary>open finds no node.</summary>
    OpenFails,

    /// <summary>ioctl finds a device.</summary>
    Ioctl,

    /// <summary>ioctl finds none.</summary>
    IoctlFails,
}

/// <summary>One step, at some point between the call and the return that it belongs to.</summary>
[SkipRewriting("an observer")]
internal sealed record DriverCall(DriverStep Step, int Called, int Returned, int Order) : IInterval;

/// <summary>
/// The calls of one schedule. What they may return follows from where the driver's device and its node are: the model's
/// driver (Model/Driver/HardenedDriver) seen from outside.
/// </summary>
[SkipRewriting("an observer")]
internal sealed class DriverHistory
{
    private readonly List<DriverCall> _calls = [];
    private int _now;
    private int _order;

    [SkipRewriting("an observer")]
    private readonly record struct State(bool HasDevice, bool HasNode, int Done)
    {
        internal string Key => $"{HasDevice} {HasNode} {Done}";
    }

    /// <summary>The running task calls; what to return with.</summary>
    internal int Call() => _now++;

    /// <summary>The call returned, and took these steps in this order.</summary>
    internal void Return(int called, params ReadOnlySpan<DriverStep> steps)
    {
        var returned = _now++;
        foreach (var step in steps)
        {
            _calls.Add(new DriverCall(step, called, returned, _order++));
        }
    }

    /// <summary>True when some order of the steps explains what the calls returned.</summary>
    internal bool IsExplained() => new LinearOrder<DriverCall, State>(
        _calls, (state, call) => Step(state, call) is { } next ? [next] : [], state => state.Key).Exists(default);

    /// <summary>
    /// The state after a step, or null where it cannot be taken: it is not its turn, or nothing is there.
    /// </summary>
    private State? Step(State state, DriverCall call)
    {
        var before = call.Order > 0 ? _calls[call.Order - 1] : null;
        if (before?.Called == call.Called && (state.Done & (1 << before.Order)) == 0)
        {
            return null;
        }

        state = state with { Done = state.Done | (1 << call.Order) };
        return (call.Step, state.HasDevice, state.HasNode) switch
        {
            (DriverStep.Publish, false, _) => state with { HasDevice = true },
            (DriverStep.MakeNode, true, false) => state with { HasNode = true },
            (DriverStep.Refuse, true, _) or (DriverStep.Refuse, _, true) => state,
            (DriverStep.DropNode, _, true) => state with { HasNode = false },
            (DriverStep.Retract, true, false) => state with { HasDevice = false },
            (DriverStep.Open, _, true) or (DriverStep.OpenFails, _, false) => state,
            (DriverStep.Ioctl, true, _) or (DriverStep.IoctlFails, false, _) => state,
            _ => null,
        };
    }
}
