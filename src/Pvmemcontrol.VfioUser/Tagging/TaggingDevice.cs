// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.VfioUser.Tagging;

/// <summary>Gives the reply of a device to a tagged request the words that the guest expects.</summary>
/// <param name="device">The device: it refuses a function that it does not know.</param>
/// <param name="ram">Guest RAM.</param>
public sealed class TaggingDevice(IMmioDevice device, IGuestRam ram) : IMmioDevice
{
    private readonly ChannelBuffers _channels = new();

    /// <inheritdoc/>
    public void Read(ulong offset, Span<byte> data) => device.Read(offset, data);

    /// <inheritdoc/>
    public void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        Span<byte> bytes = stackalloc byte[Request.Size];
        if (ChannelBuffers.CommandOf(offset, data) is not { } command
            || !_channels.TryFind(command, out var buffer)
            || !ram.TryRead(buffer, bytes)
            || Request.Decode(bytes) is var request && !TaggedRequest.IsTagged(request))
        {
            _channels.Forward(device, offset, data);
            return;
        }

        device.Write(offset, data);
        if (ram.TryRead(buffer, bytes) && Reply.Decode(bytes) is { } reply && reply.Errno == (uint)Errno.EOPNOTSUPP)
        {
            TaggedRequest.ReplyTo(request.Address, Errno.EOPNOTSUPP).Encode(bytes);
            ram.TryWrite(buffer, bytes);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => device.Dispose();
}
