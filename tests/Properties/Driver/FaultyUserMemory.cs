// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Driver;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>A caller's 32 bytes, which may not be there or not be writable.</summary>
internal sealed class FaultyUserMemory(ulong address, Argument argument) : IUserMemory
{
    private readonly UserBuffer _buffer = new(address, Request.Size);

    public bool CopyFrom(ulong address, Span<byte> destination) =>
        argument != Argument.Unreadable && _buffer.CopyFrom(address, destination);

    public bool CopyTo(ulong address, ReadOnlySpan<byte> source) =>
        argument is not (Argument.Unreadable or Argument.ReadOnly) && _buffer.CopyTo(address, source);

    internal void Put(in Request request) => request.Encode(_buffer.Bytes);

    internal Request Get() => Request.Decode(_buffer.Bytes);

    internal Reply GetReply() => Reply.Decode(_buffer.Bytes);
}
