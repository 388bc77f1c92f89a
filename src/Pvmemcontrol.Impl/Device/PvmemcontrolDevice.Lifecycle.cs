// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;

namespace Pvmemcontrol.Impl.Device;

/// <content>VM reset, save and restore.</content>
public sealed partial class PvmemcontrolDevice : IVmReset, ISaveRestore
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
            _changes.Undo();
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
                return TakeState().Encode(_memory.Layout);
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
            var reason = _phase == TransportPhase.Broken && _changes.IsEmpty
                ? RestoreOrUndo(state)
                : "the device is in use";
            if (reason is not null)
            {
                _log.NotRestored(reason);
            }

            return reason is null;
        }
    }

    /// <summary>Null, or why the state is not restored; then nothing of it is left.</summary>
    private string? RestoreOrUndo(ReadOnlySpan<byte> bytes)
    {
        if (SavedState.Decode(bytes, _memory.Layout, out var mistake) is not { } state)
        {
            return mistake;
        }

        if (state.Buffers.Length > _options.MaxChannels || !_registration.CanContinueAt(state.FirstCommand))
        {
            return "it has channels that this device cannot have";
        }

        var isMapped = _changes.TryRestore(state.Runs);
        if (!isMapped || !TryAddChannels(state))
        {
            _registration.Drop();
            _changes.Undo();
            return isMapped ? "a buffer is not in accessible guest RAM" : "guest RAM cannot be changed as it was";
        }

        _phase = state.Phase;
        _address = state.Address;
        BinaryPrimitives.WriteUInt32LittleEndian(_response.AsSpan((int)Registers.Response), state.Response);
        BinaryPrimitives.WriteUInt32LittleEndian(_response.AsSpan((int)Registers.Command), state.Status);
        Volatile.Write(ref _ready, _phase == TransportPhase.Ready ? _registration.ToTable() : ChannelTable.Empty);
        return null;
    }

    private bool TryAddChannels(SavedState state)
    {
        _registration.ContinueAt(state.FirstCommand);
        foreach (var buffer in state.Buffers)
        {
            if (!_memory.TryPlaceBuffer(buffer, out var place)
                || _changes.MayBeRevoked(_memory.Layout.Place(buffer, Request.Size)))
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
        [.. _registration.Channels.Select(channel => channel.Address)],
        _changes.Save());

    /// <summary>The channels, after the operation that made requests wait has ended.</summary>
    private ChannelTable AwaitChannels()
    {
        lock (_transportLock)
        {
            return _ready!;
        }
    }
}
