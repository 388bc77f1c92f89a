// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Impl.Driver;

/// <content>A request on a channel.</content>
public partial class HardenedDriver
{
    /// <summary>
    /// Fills the channel, writes its command, reads the reply. A request whose bytes did not change was not
    /// answered: the error is -EIO, and the channel is not used again, because the answer may still arrive.
    /// </summary>
    /// <param name="device">The device, which stays where it is.</param>
    /// <param name="buffer">The request; then the reply.</param>
    protected int SendRequest(DriverInstance device, CallBuffer buffer)
    {
        var cpu = LockChannel();
        var channel = device.Channels[cpu];
        try
        {
            AssertChannelInvariants(channel);
            channel.IsTaken = true;
            if (channel.IsBad)
            {
                return -(int)Errno.EIO;
            }

            var request = buffer.Request;
            Fill(channel, buffer);
            device.Registers.Write32(Registers.Command, channel.Command);
            ReadReply(device, channel, buffer);
            if (IsAnswered(request, buffer.Request))
            {
                return 0;
            }

            channel.IsBad = true;
            return -(int)Errno.EIO;
        }
        finally
        {
            channel.IsTaken = false;
            UnlockChannel(cpu);
        }
    }

    /// <summary>local_lock: takes this CPU's channel exclusively; the task does not migrate.</summary>
    /// <returns>The CPU.</returns>
    protected virtual int LockChannel() => Kernel.LocalLock();

    /// <summary>local_unlock: gives the channel back.</summary>
    protected virtual void UnlockChannel(int cpu) => Kernel.LocalUnlock(cpu);

    /// <summary>Stores the request into the channel.</summary>
    protected virtual void Fill(PerCpuChannel channel, CallBuffer buffer)
    {
        Span<byte> bytes = stackalloc byte[Request.Size];
        buffer.Encode(bytes);
        Kernel.Store(channel.Address, bytes);
    }

    /// <summary>Loads the reply from the channel.</summary>
    protected virtual void ReadReply(DriverInstance device, PerCpuChannel channel, CallBuffer buffer)
    {
        Span<byte> bytes = stackalloc byte[Request.Size];
        Kernel.Load(channel.Address, bytes);
        buffer.Decode(bytes);
    }

    /// <summary>True when the driver accepts the bytes as the reply to its request.</summary>
    /// <param name="request">What was sent.</param>
    /// <param name="reply">What the buffer holds, as if it were a request.</param>
    protected virtual bool IsAnswered(in Request request, in Request reply) => reply != request;

    /// <summary>What holds whenever a local lock was just taken.</summary>
    private static void AssertChannelInvariants(PerCpuChannel channel)
    {
        KernelBugException.ThrowUnless(!channel.IsTaken, DriverRequirements.OneRequestPerChannel,
            "two tasks use one channel");
        KernelBugException.ThrowUnless(channel.IsRegistered, DriverRequirements.HandshakeIsWhole,
            "a channel is used that REGISTER gave no command for");
    }
}
