// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;

namespace Pvmemcontrol.Impl.Device;

/// <content>VM reset, save and restore, changes of the memory map.</content>
public sealed partial class PvmemcontrolDevice : IVmReset, ISaveRestore, IMemoryChange
{
    /// <inheritdoc/>
    /// <remarks>
    /// What cannot be undone is logged, stays recorded, and is tried again at the next VM reset; until then such pages
    /// accept no buffers.
    /// </remarks>
    public void ResetVm()
    {
        lock (_transportLock)
        {
            DropChannels(TransportPhase.Broken);
            _address = default;
            _response.AsSpan().Clear();
            _map.Changes.Undo();
        }
    }

    /// <inheritdoc/>
    public byte[] Save()
    {
        lock (_transportLock)
        {
            var ready = _ready;

            // Commands written from here on wait for the lock: none is answered after the state was taken, and lost.
            Volatile.Write(ref _ready, null);
            _registration.Pause();
            try
            {
                return TakeState().Encode(_map.Memory.Layout);
            }
            finally
            {
                _registration.Resume();
                Volatile.Write(ref _ready, ready);
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>When it returns false the device is as it was before, and the reason is logged.</remarks>
    public bool TryRestore(ReadOnlySpan<byte> state)
    {
        lock (_transportLock)
        {
            var reason = _phase == TransportPhase.Broken && _map.Changes.IsEmpty
                ? RestoreOrUndo(state)
                : "the device is in use";
            if (reason is not null)
            {
                _log.NotRestored(reason);
            }

            return reason is null;
        }
    }

    /// <inheritdoc/>
    /// <remarks>What cannot be undone on pages that leave is logged.</remarks>
    public void ChangeMemory(GuestMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        FirstPages.Populate(memory);
        lock (_transportLock)
        {
            var ready = _ready;

            // Commands written from here on wait for the lock. Those that wait for a channel already look again, once
            // the successor of the channel can be found.
            Volatile.Write(ref _ready, null);
            _registration.Pause();
            MemoryMap next;
            LiveChannel?[] successors;
            try
            {
                next = _map.Next(memory, _makeCalls(memory));
                successors = [.. _registration.Channels.Select(channel => SuccessorOf(channel, next))];
            }
            catch
            {
                _registration.Resume();
                Volatile.Write(ref _ready, ready);
                throw;
            }

            _map = next;
            _registration.Replace(successors, PublishChannels);
        }
    }

    private void PublishChannels() =>
        Volatile.Write(ref _ready, _phase == TransportPhase.Ready ? _registration.ToTable() : ChannelTable.Empty);

    /// <summary>The channel with the same buffer on another map; null when it is not usable there.</summary>
    private static LiveChannel? SuccessorOf(LiveChannel? channel, MemoryMap map) =>
        channel is not null && map.Memory.TryPlaceBuffer(channel.Address, out var place) && map.CanHold(channel.Address)
            ? new LiveChannel(channel.Address, place)
            : null;

    /// <summary>Null, or why the state is not restored; then nothing of it is left.</summary>
    private string? RestoreOrUndo(ReadOnlySpan<byte> bytes)
    {
        if (SavedState.Decode(bytes, _map.Memory.Layout, out var mistake) is not { } state)
        {
            return mistake;
        }

        if (state.Buffers.Length > _options.MaxChannels || !_registration.CanContinueAt(state.FirstCommand))
        {
            return "it has channels that this device cannot have";
        }

        var isMapped = _map.Changes.TryRestore(state.Runs);
        if (!isMapped || !TryAddChannels(state))
        {
            _registration.Drop();
            _map.Changes.Undo();
            return isMapped ? "a buffer is not in accessible guest RAM" : "guest RAM cannot be changed as it was";
        }

        _phase = state.Phase;
        _address = state.Address;
        BinaryPrimitives.WriteUInt32LittleEndian(_response.AsSpan((int)Registers.Response), state.Response);
        BinaryPrimitives.WriteUInt32LittleEndian(_response.AsSpan((int)Registers.Command), state.Status);
        PublishChannels();
        return null;
    }

    private bool TryAddChannels(SavedState state)
    {
        _registration.ContinueAt(state.FirstCommand);
        foreach (var buffer in state.Buffers)
        {
            if (buffer == SavedState.NoBuffer)
            {
                _registration.Add(null);
                continue;
            }

            if (!_map.Memory.TryPlaceBuffer(buffer, out var place)
                || _map.Changes.MayBeRevoked(_map.Memory.Layout.Place(buffer, Request.Size)))
            {
                return false;
            }

            _registration.Add(new LiveChannel(buffer, place));
        }

        return true;
    }

    private SavedState TakeState() => new(
        _phase,
        _address,
        BinaryPrimitives.ReadUInt32LittleEndian(_response.AsSpan((int)Registers.Response)),
        BinaryPrimitives.ReadUInt32LittleEndian(_response.AsSpan((int)Registers.Command)),
        _registration.FirstCommand,
        [.. _registration.Channels.Select(c => c?.Address ?? SavedState.NoBuffer)],
        _map.Changes.Save());

    /// <summary>The channels, after the operation that made requests wait has ended.</summary>
    private ChannelTable AwaitChannels()
    {
        lock (_transportLock)
        {
            return _ready!;
        }
    }
}
