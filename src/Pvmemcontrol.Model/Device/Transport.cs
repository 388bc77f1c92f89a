// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Model.Device;

/// <summary>
/// The transport: its phase, the live channels, the address register and the response not yet overwritten.
/// </summary>
/// <param name="Phase">Broken, Registering or Ready.</param>
/// <param name="Channels">The live channels, in the order of their registration; empty in Broken.</param>
/// <param name="Address">What is staged for REGISTER.</param>
/// <param name="Response">What the command register answers, or null when it carries no response.</param>
/// <param name="ChannelResponse">What the response register answers, or null when it carries no response.</param>
public sealed record Transport(
    TransportPhase Phase,
    ImmutableArray<Channel> Channels,
    StagedAddress Address,
    TransportCommand? Response,
    uint? ChannelResponse)
{
    /// <summary>The device before the first RESET.</summary>
    public static readonly Transport Initial = new(TransportPhase.Broken, [], default, null, null);

    /// <summary>True when it equals the other in every respect.</summary>
    public bool IsSameAs(Transport other) =>
        this with { Channels = other.Channels } == other && Channels.SequenceEqual(other.Channels);

    /// <summary>The live channel that this command names, or null.</summary>
    public Channel? Find(uint command)
    {
        foreach (var channel in Channels)
        {
            if (channel.Command == command)
            {
                return channel;
            }
        }

        return null;
    }

    /// <summary>The transport after a write that overwrites the response.</summary>
    public Transport WithoutResponse() => this with { Response = null, ChannelResponse = null };

    /// <summary>The transport after a write to the address register.</summary>
    public Transport StageAddress(ulong offset, int width, ulong value) =>
        WithoutResponse() with { Address = Address.Write(offset, width, value) };
}
