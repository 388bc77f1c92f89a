// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;

namespace Pvmemcontrol.Conformance.Targets.Native;

/// <summary>
/// A device behind the C interface. Which of the optional interfaces it has depends on what its library exports, so
/// there is a class for each combination, made by <see cref="Of"/>.
/// </summary>
internal unsafe class NativeDevice : IMmioDevice
{
    /// <summary>More than the state of any device; a library that asks for more is mistaken.</summary>
    private const ulong LongestState = 1 << 30;

    /// <summary>How often a state may turn out larger than the size reported before.</summary>
    private const int SaveAttempts = 3;

    private readonly NativeDeviceCalls _calls;

    /// <summary>Taken around register accesses where the library asks for it; null where it does not.</summary>
    private readonly object? _serial;
    private void* _handle;

    private NativeDevice(NativeDeviceCalls calls, void* handle)
    {
        _calls = calls;
        _handle = handle;
        _serial = calls.IsSerialised ? new object() : null;
    }

    /// <summary>The device of a handle, with the optional interfaces that the library offers.</summary>
    /// <param name="calls">The library's functions.</param>
    /// <param name="handle">What create returned; destroyed with the device.</param>
    internal static NativeDevice Of(NativeDeviceCalls calls, void* handle) =>
        (calls.Reset is not null, calls.Save is not null) switch
        {
            (true, true) => new WithBoth(calls, handle),
            (true, false) => new WithReset(calls, handle),
            (false, true) => new WithSave(calls, handle),
            _ => new NativeDevice(calls, handle),
        };

    /// <inheritdoc/>
    public void Read(ulong offset, Span<byte> data)
    {
        var handle = Live();
        Enter();
        fixed (byte* first = data)
        {
            // SAFETY: the handle came from create and was not destroyed; data has the length that is passed.
            _calls.Read(handle, offset, first, (uint)data.Length);
        }

        Leave();
    }

    /// <inheritdoc/>
    public void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        var handle = Live();
        Enter();
        fixed (byte* first = data)
        {
            // SAFETY: as in Read; the library must not write through a const pointer.
            _calls.Write(handle, offset, first, (uint)data.Length);
        }

        Leave();
    }

    /// <summary>pvmemcontrol_dut_reset.</summary>
    public void ResetVm()
    {
        Enter();

        // SAFETY: the handle came from create and was not destroyed; the symbol was found.
        _calls.Reset(Live());
        Leave();
    }

    /// <summary>pvmemcontrol_dut_save, first for the size and then for the state.</summary>
    /// <exception cref="TargetUnusableException">
    /// The size that the library reports is absurd, or keeps changing.
    /// </exception>
    public byte[] Save()
    {
        // SAFETY: the handle came from create and was not destroyed; with capacity 0 the pointer is not used.
        var size = _calls.Save(Live(), null, 0);
        for (var attempt = 0; attempt < SaveAttempts && size <= LongestState; attempt++)
        {
            var state = new byte[size];
            fixed (byte* first = state)
            {
                // SAFETY: as above; the array has the capacity that is passed.
                size = _calls.Save(Live(), first, (nuint)state.Length);
            }

            if (size <= (nuint)state.Length)
            {
                return state[..(int)size];
            }
        }

        throw new TargetUnusableException(
            $"{_calls.Path}: pvmemcontrol_dut_save wants {size} bytes, more than it said or more than the limit");
    }

    /// <summary>pvmemcontrol_dut_restore.</summary>
    public bool TryRestore(ReadOnlySpan<byte> state)
    {
        fixed (byte* first = state)
        {
            // SAFETY: as in Read; the library must not write through a const pointer.
            return _calls.Restore(Live(), first, (nuint)state.Length) == 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_handle is not null)
        {
            // SAFETY: the handle came from create and is given back once.
            _calls.Destroy(_handle);
            _handle = null;
        }
    }

    private void Enter()
    {
        if (_serial is not null)
        {
            Monitor.Enter(_serial);
        }
    }

    private void Leave()
    {
        if (_serial is not null)
        {
            Monitor.Exit(_serial);
        }
    }

    private void* Live()
    {
        ObjectDisposedException.ThrowIf(_handle is null, this);
        return _handle;
    }

    private sealed class WithReset(NativeDeviceCalls calls, void* handle) : NativeDevice(calls, handle), IVmReset;

    private sealed class WithSave(NativeDeviceCalls calls, void* handle) : NativeDevice(calls, handle), ISaveRestore;

    private sealed class WithBoth(NativeDeviceCalls calls, void* handle)
        : NativeDevice(calls, handle), IVmReset, ISaveRestore;
}
