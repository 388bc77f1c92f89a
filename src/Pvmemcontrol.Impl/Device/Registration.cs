// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Device;

/// <summary>
/// The channels registered since the last RESET, and their commands. Commands continue to count across
/// handshakes: a dropped command stays unknown until two thousand million others have been assigned. Not
/// thread-safe.
/// </summary>
/// <param name="limit">The most channels between two drops.</param>
/// <param name="firstCommand">The first command assigned; from <see cref="LowestCommand"/>.</param>
internal sealed class Registration(int limit, uint firstCommand = Registration.LowestCommand)
{
    /// <summary>Above every transport command.</summary>
    internal const uint LowestCommand = 0x8000_0000;

    private readonly List<LiveChannel?> _channels = [];
    private uint _firstCommand = firstCommand;

    /// <summary>The command of the first channel, or of the next when there is none.</summary>
    internal uint FirstCommand => _firstCommand;

    /// <summary>The channels, in the order of their commands; null where one was dropped alone.</summary>
    internal IReadOnlyList<LiveChannel?> Channels => _channels;

    /// <summary>True when no further channel fits.</summary>
    internal bool IsFull => _channels.Count == limit;

    /// <summary>Adds a channel, or a command without one, and gives its command.</summary>
    internal uint Add(LiveChannel? channel)
    {
        _channels.Add(channel);
        return _firstCommand + (uint)(_channels.Count - 1);
    }

    /// <summary>The channels as requests find them.</summary>
    internal ChannelTable ToTable() => new(_firstCommand, [.. _channels]);

    /// <summary>True when a channel of a saved state can have this command, and all that may follow it.</summary>
    internal bool CanContinueAt(uint command) => command >= LowestCommand && command <= uint.MaxValue - 1 - (uint)limit;

    /// <summary>Continues to count where another registration stopped; there must be no channels.</summary>
    internal void ContinueAt(uint command) => _firstCommand = command;

    /// <summary>Waits for the requests in flight, and lets no other in before <see cref="Resume"/>.</summary>
    internal void Pause() => _channels.ForEach(channel => channel?.TryEnter());

    /// <summary>Lets requests in again.</summary>
    internal void Resume() => _channels.ForEach(channel => channel?.Leave());

    /// <summary>
    /// Replaces the channels while requests wait, each by the one that has its command from now on, or by none. VCPUs
    /// that wait for a channel find it ended, and look for the other: publish <see cref="ToTable"/> first.
    /// </summary>
    /// <param name="successors">As many as there are <see cref="Channels"/>.</param>
    /// <param name="publish">Called between the two.</param>
    internal void Replace(IReadOnlyList<LiveChannel?> successors, Action publish)
    {
        LiveChannel?[] old = [.. _channels];
        _channels.Clear();
        _channels.AddRange(successors);
        publish();
        for (var i = 0; i < old.Length; i++)
        {
            old[i]?.End(isReplaced: successors[i] is not null);
        }
    }

    /// <summary>Drops every channel; returns when no request is in flight on any, and no other can start.</summary>
    internal void Drop()
    {
        foreach (var channel in _channels)
        {
            channel?.Drop();
        }

        _firstCommand += (uint)_channels.Count;

        // All ones stays free: it is what a guest reads from a device that is gone.
        if (!CanContinueAt(_firstCommand))
        {
            _firstCommand = LowestCommand;
        }

        _channels.Clear();
    }
}
