// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.VfioUser.Tagging;

namespace Pvmemcontrol.VfioUser.Judging;

/// <summary>
/// The guest RAM of the moment. Where reading is a system call, a request that the judge has read when its command came
/// is not read again before the device gets the command.
/// </summary>
internal sealed class CurrentRam : IGuestRam
{
    private Known? _known;

    /// <summary>The guest RAM.</summary>
    internal GuestMemory? Memory { get; set; }

    /// <inheritdoc/>
    public bool TryRead(ulong address, Span<byte> destination)
    {
        if (Volatile.Read(ref _known) is { } known && known.Buffer == address && destination.Length == Request.Size)
        {
            known.Content.Encode(destination);
            return true;
        }

        return Memory is { } memory && memory.FindRegion(address, (ulong)destination.Length, out _) >= 0
            && memory.TryRead(address, destination);
    }

    /// <inheritdoc/>
    public bool TryWrite(ulong address, ReadOnlySpan<byte> source)
    {
        Forget();
        return Memory is { } memory && memory.FindRegion(address, (ulong)source.Length, out _) >= 0
            && memory.TryWrite(address, source);
    }

    /// <summary>Keeps the request that was just read from a buffer.</summary>
    internal void Remember(in PendingRequest request)
    {
        if (request.IsThere && Memory is { } memory && memory.MayVanish(request.Buffer))
        {
            Volatile.Write(ref _known, new Known(request.Buffer, request.Before));
        }
    }

    /// <summary>From now on the content of buffers may be another.</summary>
    internal void Forget() => Volatile.Write(ref _known, null);

    /// <summary>Replaced as a whole: vCPUs may send requests at once.</summary>
    private sealed record Known(ulong Buffer, Request Content);
}
