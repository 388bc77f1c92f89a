// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Setup;

/// <summary>
/// Something that must happen in a world at least sometimes, in terms that every driver has: a world that never gets
/// there shows nothing.
/// </summary>
/// <param name="Text">What, in words.</param>
public abstract record Situation(string Text)
{
    /// <summary>An ioctl has got its reply.</summary>
    /// <param name="Ioctl">Counted over all actors.</param>
    public sealed record Replied(int Ioctl) : Situation($"ioctl {Ioctl + 1} gets its reply");

    /// <summary>An ioctl has got an error.</summary>
    /// <param name="Ioctl">Counted over all actors.</param>
    public sealed record Failed(int Ioctl) : Situation($"ioctl {Ioctl + 1} gets an error");

    /// <summary>The device is working on at least this many requests at once.</summary>
    /// <param name="Count">How many.</param>
    public sealed record InFlight(int Count)
        : Situation(Count == 1 ? "a request is in flight" : $"{Count} requests are in flight");

    /// <summary>An actor is inside a call of this kind while a request is in flight.</summary>
    /// <param name="Text">What, in words.</param>
    /// <param name="Kind">The kind of call.</param>
    public sealed record InFlightDuring(string Text, Type Kind) : Situation(Text);

    /// <summary>Actors are inside calls of both kinds at the same time.</summary>
    /// <param name="Text">What, in words.</param>
    /// <param name="Kind">The kind of one call.</param>
    /// <param name="Other">The kind of the other; a second call when it is the same.</param>
    public sealed record Together(string Text, Type Kind, Type Other) : Situation(Text);

    /// <summary>The driver is bound to the device.</summary>
    /// <param name="Device">The PCI device.</param>
    public sealed record Bound(int Device) : Situation($"device {Device} is bound");

    /// <summary>Everything is done and the driver is not bound to the device.</summary>
    /// <param name="Device">The PCI device.</param>
    public sealed record EndsUnbound(int Device) : Situation($"device {Device} ends up unbound");

    /// <summary>Channels are kept for good.</summary>
    public sealed record Quarantined() : Situation("channels are quarantined");

    /// <summary>The device of the second probe works on a request of an actor whose file is older.</summary>
    /// <param name="Actor">The number of the actor.</param>
    public sealed record OldFileIsServed(int Actor) : Situation("an old file reaches the new device");

    /// <summary>The machine was off, so that no driver refused to let it hibernate.</summary>
    /// <param name="Device">The PCI device, which has lost its state.</param>
    public sealed record PoweredOff(int Device) : Situation("the machine is off");

    /// <summary>Everything is done.</summary>
    public sealed record Finished() : Situation("everything is done");
}
