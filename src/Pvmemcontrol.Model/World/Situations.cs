// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.World;

/// <summary>What worlds must reach sometimes, in terms that every driver has.</summary>
internal static class Situations
{
    /// <summary>An ioctl, counted over all actors, has got its reply.</summary>
    internal static Situation Replied(int ioctl) => new($"ioctl {ioctl + 1} gets its reply",
        (world, state) => world.Layout.Result[ioctl].Get(state) == (int)IoctlResult.Replied);

    /// <summary>An ioctl has got an error.</summary>
    internal static Situation Failed(int ioctl) => new($"ioctl {ioctl + 1} gets an error",
        (world, state) => world.Layout.Result[ioctl].Get(state) == (int)IoctlResult.Failed);

    /// <summary>The device is at work on so many requests at once.</summary>
    internal static Situation InFlight(int count) => new(
        count == 1 ? "a request is in flight" : $"{count} requests are in flight",
        (world, state) => CountInFlight(world, state) >= count);

    /// <summary>Two tasks are inside calls of these kinds, and one of them has a request in flight.</summary>
    internal static Situation InFlightDuring<T>(string text)
        where T : Call =>
        new(text, (world, state) => CountInFlight(world, state) > 0 && IsInside<T>(world, state));

    /// <summary>Two calls run at the same time.</summary>
    internal static Situation Together<T1, T2>(string text)
        where T1 : Call
        where T2 : Call =>
        new(text, (world, state) => IsInside<T1>(world, state) && IsInside<T2>(world, state));

    /// <summary>Two calls of a kind run at the same time.</summary>
    internal static Situation Twice<T>(string text)
        where T : Call =>
        new(text, (world, state) => CountInside<T>(world, state) > 1);

    /// <summary>The driver is bound to the device.</summary>
    internal static Situation Bound(int device) => new($"device {device} is bound",
        (world, state) => world.Layout.Bound[device].Get(state) == (int)DeviceBinding.Bound);

    /// <summary>Everything is done and the driver is not bound to the device.</summary>
    internal static Situation EndsUnbound(int device) => new($"device {device} ends up unbound", (world, state) =>
        world.IsFinished(state) && world.Layout.Bound[device].Get(state) == (int)DeviceBinding.Unbound);

    /// <summary>Channels are kept for good.</summary>
    internal static Situation Quarantined { get; } = new("channels are quarantined", (world, state) =>
        world.Layout.ChannelMemory.Any(m => m.Get(state) == (int)Memory.Quarantined));

    /// <summary>Everything is done.</summary>
    internal static Situation Finished { get; } = new("everything is done", (world, state) => world.IsFinished(state));

    private static int CountInFlight(BoundedWorld world, in Packed state)
    {
        var count = 0;
        for (var actor = 0; actor < world.Setup.Actors.Length; actor++)
        {
            count += world.ServedTo(state, actor) >= 0 ? 1 : 0;
        }

        return count;
    }

    private static bool IsInside<T>(BoundedWorld world, in Packed state)
        where T : Call => CountInside<T>(world, state) > 0;

    private static int CountInside<T>(BoundedWorld world, in Packed state)
        where T : Call
    {
        var count = 0;
        for (var actor = 0; actor < world.Setup.Actors.Length; actor++)
        {
            var number = world.StepOf(state, actor);
            if (!world.IsDone(state, actor) && world.CallAt(actor, number) is T && !world.IsFirstStep(actor, number))
            {
                count++;
            }
        }

        return count;
    }
}
