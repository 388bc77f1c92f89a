// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Impl.Device;

/// <summary>
/// A channel with its busy flag. The flag orders requests against the end of their channel: a request takes it, and
/// dropping the channel takes it for good, so that a dropped channel has no request in flight and never gets another
/// (PVMC-DEV-049). Each object is wider than two cache lines around the flag, so that vCPUs on different channels don't
/// share one.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal sealed class LiveChannel(ulong address, BufferPlace buffer)
{
    private const int Idle = 0;
    private const int Busy = 1;
    private const int Dropped = 2;
    private const int Moved = 3;

    [FieldOffset(0)]
    private readonly ulong _address = address;

    [FieldOffset(8)]
    private readonly BufferPlace _buffer = buffer;

    [FieldOffset(128)]
    private int _state;

    /// <summary>Guest physical address of the buffer.</summary>
    internal ulong Address => _address;

    /// <summary>Where the buffer is.</summary>
    internal ref readonly BufferPlace Buffer => ref _buffer;

    /// <summary>True when another channel has taken its place: its command has to be looked up again.</summary>
    internal bool IsMoved => Volatile.Read(ref _state) == Moved;

    /// <summary>
    /// Takes the channel for one request; waits while another vCPU has it. False once the channel is dropped or moved.
    /// </summary>
    internal bool TryEnter()
    {
        var spin = default(SpinWait);
        while (true)
        {
            switch (Interlocked.CompareExchange(ref _state, Busy, Idle))
            {
                case Idle:
                    return true;
                case Dropped or Moved:
                    return false;
                default:
                    spin.SpinOnce();
                    break;
            }
        }
    }

    /// <summary>Ends the request that <see cref="TryEnter"/> began.</summary>
    internal void Leave() => Volatile.Write(ref _state, Idle);

    /// <summary>Ends a channel that the caller has taken: no request gets in any more.</summary>
    /// <param name="isReplaced">Whether another channel has its command from now on.</param>
    internal void End(bool isReplaced) => Volatile.Write(ref _state, isReplaced ? Moved : Dropped);

    /// <summary>Waits for the request in flight, if any, and lets no other in.</summary>
    internal void Drop()
    {
        var spin = default(SpinWait);
        while (Interlocked.CompareExchange(ref _state, Dropped, Idle) == Busy)
        {
            spin.SpinOnce();
        }
    }
}
