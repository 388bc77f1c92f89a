// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Bench.Latency;

/// <summary>A channel from the guest's side: what a driver does for one request, without a kernel around it.</summary>
/// <param name="device">The device's registers.</param>
/// <param name="memory">Guest RAM.</param>
/// <param name="address">Guest physical address of the buffer.</param>
/// <param name="command">The command that REGISTER returned.</param>
internal sealed class GuestChannel(IMmioDevice device, GuestMemory memory, ulong address, uint command)
{
    /// <summary>Fills the buffer, writes the command register and reads the reply.</summary>
    /// <param name="request">The request's 32 bytes.</param>
    /// <returns>ret_errno and ret_code in one: 0 on success.</returns>
    internal ulong Ask(ReadOnlySpan<byte> request)
    {
        memory.Write(address, request);

        Span<byte> register = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(register, command);
        device.Write(Registers.Command, register);

        // By word, as the device stored it: a wider load would wait until the stores have left the CPU's store buffer.
        Span<byte> result = stackalloc byte[sizeof(ulong)];
        memory.Read(address, result);
        return BinaryPrimitives.ReadUInt64LittleEndian(result);
    }

    /// <summary>Sends one request, which must succeed: a benchmark of refusals would mean nothing.</summary>
    /// <exception cref="InvalidOperationException">The request failed.</exception>
    internal void Expect(ReadOnlySpan<byte> request)
    {
        if (Ask(request) != 0)
        {
            Span<byte> reply = stackalloc byte[Request.Size];
            memory.Read(address, reply);
            throw new InvalidOperationException($"{Request.Decode(request)}: {Reply.Decode(reply)}");
        }
    }
}
