// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Holes;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Device;

/// <summary>What a write to the command register may lead to.</summary>
public abstract record CommandOutcome
{
    private CommandOutcome()
    {
    }

    /// <summary>A transport command was answered.</summary>
    /// <param name="Next">The transport afterwards.</param>
    /// <param name="Status">What the command register then reads.</param>
    public sealed record Answered(Transport Next, ValueHole Status) : CommandOutcome;

    /// <summary>REGISTER was acknowledged.</summary>
    /// <param name="Next">The transport afterwards, without the new channel.</param>
    /// <param name="Buffer">Guest physical address of the buffer, or null when the guest cannot know it.</param>
    /// <param name="Status">What the command register then reads.</param>
    /// <param name="Command">What the response register then reads.</param>
    /// <param name="Advice">What it should also satisfy.</param>
    public sealed record Registered(Transport Next, ulong? Buffer, ValueHole Status, ValueHole Command,
        ValueHole Advice)
        : CommandOutcome
    {
        /// <summary>The transport with the channel that got this number.</summary>
        public Transport Bind(uint command) => Next with
        {
            Channels = Buffer is { } buffer ? Next.Channels.Add(new Channel(command, buffer)) : Next.Channels,
            ChannelResponse = command,
        };
    }

    /// <summary>The value is no command; nothing happened.</summary>
    /// <param name="Next">The transport afterwards.</param>
    /// <param name="Requirement">The requirement that forbids any effect.</param>
    public sealed record Ignored(Transport Next, Requirement Requirement) : CommandOutcome;

    /// <summary>The value is the command of a live channel in Ready: its request runs.</summary>
    /// <param name="Next">The transport afterwards.</param>
    /// <param name="Channel">The channel.</param>
    public sealed record Runs(Transport Next, Channel Channel) : CommandOutcome;
}
