// SPDX-License-Identifier: Apache-2.0

using FsCheck.Xunit;
using Pvmemcontrol.Model.Abi;
using Xunit;

namespace Pvmemcontrol.Properties.Specification;

/// <summary>The 32 bytes of a buffer.</summary>
public sealed class CodecProperties
{
    [Property]
    public void A_request_survives_its_buffer(ulong code, ulong address, ulong length, ulong arg)
    {
        var request = new Request(code, address, length, arg);
        var buffer = new byte[Request.Size];
        request.Encode(buffer);
        Assert.Equal(request, Request.Decode(buffer));
    }

    [Property]
    public void A_reply_survives_its_buffer(uint errno, uint code, ulong value, ulong arg0, ulong arg1)
    {
        var reply = new Reply(errno, code, value, arg0, arg1);
        var buffer = new byte[Request.Size];
        reply.Encode(buffer);
        Assert.Equal(reply, Reply.Decode(buffer));
    }

    [Fact]
    public void Both_are_little_endian_at_the_offsets_of_the_patch()
    {
        var buffer = new byte[Request.Size];
        new Request(1, 2, 3, 4).Encode(buffer);
        Assert.Equal([1, 0, 0, 0, 0, 0, 0, 0, 2, 0], buffer[..10]);
        new Reply(0x0102, 3, 4, 5, 6).Encode(buffer);
        Assert.Equal([2, 1, 0, 0, 3, 0, 0, 0, 4], buffer[..9]);
        Assert.Equal([5, 6], new[] { buffer[16], buffer[24] });
    }

    [Fact]
    public void An_unanswered_INFO_reads_as_success_with_page_size_0_and_an_unanswered_DONTNEED_as_EPERM()
    {
        var buffer = new byte[Request.Size];
        new Request(FunctionCode.Info, 0, 0).Encode(buffer);
        Assert.Equal(new Reply(0, 0, 0, 0, 0), Reply.Decode(buffer));
        new Request(FunctionCode.DontNeed, 0x1000, 0x2000).Encode(buffer);
        Assert.Equal((uint)Errno.EPERM, Reply.Decode(buffer).Errno);
    }
}
