// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Impl.Driver;

/// <summary>What probe allocates for its device: the structure that the driver calls dev.</summary>
/// <param name="registers">The device's registers.</param>
/// <param name="memory">The structure's own memory, <see cref="Size"/> bytes.</param>
public sealed class DriverInstance(IRegisters registers, GuestAllocation memory)
{
    /// <summary>The bytes of the structure in guest memory: the cached reply to INFO.</summary>
    public const int Size = Request.Size;

    private GuestAllocation? _channelMemory;
    private ImmutableArray<PerCpuChannel> _channels = [];
    private ulong _pageSize;
    private bool _isFreed;

    /// <summary>The device's registers.</summary>
    public IRegisters Registers { get; } = registers;

    /// <summary>The structure's own memory.</summary>
    public GuestAllocation Memory { get; } = memory;

    /// <summary>The buffers of all channels; null before they are allocated.</summary>
    public GuestAllocation? ChannelMemory => _channelMemory;

    /// <summary>A channel for every possible CPU; empty before they are allocated.</summary>
    public ImmutableArray<PerCpuChannel> Channels => _channels;

    /// <summary>The host's page size as INFO reported it, in bytes; 0 before.</summary>
    public ulong PageSize
    {
        get => _pageSize;
        set => _pageSize = value;
    }

    /// <summary>True once the driver no longer owns the memory.</summary>
    public bool IsFreed
    {
        get => _isFreed;
        set => _isFreed = value;
    }

    /// <summary>True when there is a channel for every possible CPU, and REGISTER assigned a command to each.
    /// </summary>
    public bool IsRegistered
    {
        get
        {
            foreach (var channel in _channels)
            {
                if (!channel.IsRegistered)
                {
                    return false;
                }
            }

            return !_channels.IsEmpty;
        }
    }

    /// <summary>Gives it its channels.</summary>
    public void AttachChannels(GuestAllocation channelMemory)
    {
        _channelMemory = channelMemory;
        _channels = [.. channelMemory.Addresses.Select(address => new PerCpuChannel(address))];
    }
}
