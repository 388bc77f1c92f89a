// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.VfioUser.Protocol;

namespace Pvmemcontrol.VfioUser.Server;

/// <summary>VERSION: two numbers, and capabilities as JSON with a zero at the end.</summary>
internal static class Greeting
{
    private const int VersionSize = 4;

    private static readonly byte[] Capabilities = System.Text.Encoding.UTF8.GetBytes(string.Concat(
        """{"capabilities":{"max_msg_fds":""", Limits.Descriptors,
        ""","max_data_xfer_size":""", Limits.DataTransfer,
        ""","max_dma_maps":""", Limits.DmaMaps, "}}\0"));

    /// <summary>
    /// Answers version 0 of the protocol. The client's capabilities bind only messages from the server, and there are
    /// none but replies; so they are not looked at.
    /// </summary>
    internal static Errno Answer(ReadOnlySpan<byte> body, Span<byte> reply, out int length, out bool isAccepted)
    {
        length = VersionSize + Capabilities.Length;
        isAccepted = body.Length >= VersionSize && BinaryPrimitives.ReadUInt16LittleEndian(body) == 0
            && (body.Length == VersionSize || body[^1] == 0);
        if (!isAccepted)
        {
            return Errno.EINVAL;
        }

        reply[..VersionSize].Clear();
        Capabilities.CopyTo(reply[VersionSize..]);
        return Errno.None;
    }
}
