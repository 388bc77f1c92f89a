// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Properties.Device;

/// <summary>What concurrent vCPUs may expect. Each check returns the violation it saw, or null.</summary>
internal static class Concurrency
{
    private static readonly Request Info = new(FunctionCode.Info, 0, 0);
    private static readonly Reply InfoReply = new(0, 0, (ulong)Environment.SystemPageSize, 1, 0);

    /// <summary>Writes a channel's command while the channel's request is in flight.</summary>
    internal static string? FindInBusyChannel(Func<GuestMemory, IHostCalls, IMmioDevice> make, TimeSpan watch)
    {
        using var host = new GatedHostCalls();
        using var memory = new GuestMemory(TestRam.Layout);
        using var device = make(memory, host);
        var guest = new Guest(device, memory);
        var channel = guest.Handshake(TestRam.Buffer)[0];
        guest.Put(TestRam.Buffer, new Request(FunctionCode.DontNeed, TestRam.Page, 4096));
        var first = Vcpu.Start(() => guest.Write(channel));
        host.AwaitEntered();
        var second = Vcpu.Start(() => guest.Write(channel));
        var isEarly = second.EndsWithin(watch);
        host.Open();
        first.Join();
        second.Join();

        // The reply to the first, all zeros, is the second's request: INFO.
        var reply = guest.Get(TestRam.Buffer);
        return isEarly ? "a command returned that had not been answered"
            : reply != InfoReply ? $"the second command was not answered: {reply}"
            : null;
    }

    /// <summary>Asks on another channel while a request is in flight on the first.</summary>
    internal static string? FindInOtherChannel(Func<GuestMemory, IHostCalls, IMmioDevice> make, TimeSpan patience)
    {
        using var host = new GatedHostCalls();
        using var memory = new GuestMemory(TestRam.Layout);
        using var device = make(memory, host);
        var guest = new Guest(device, memory);
        var channels = guest.Handshake(TestRam.Buffer, TestRam.OtherBuffer);
        guest.Put(TestRam.Buffer, new Request(FunctionCode.DontNeed, TestRam.Page, 4096));
        var first = Vcpu.Start(() => guest.Write(channels[0]));
        host.AwaitEntered();
        var reply = default(Reply);
        var second = Vcpu.Start(() => reply = guest.Send(channels[1], TestRam.OtherBuffer, Info));
        var isDone = second.EndsWithin(patience);
        host.Open();
        first.Join();
        second.Join();
        return !isDone ? "a request waits for another channel's"
            : reply != InfoReply ? $"INFO was answered {reply}"
            : null;
    }

    /// <summary>
    /// One vCPU discards a page; another changes the length by a byte meanwhile. With one length the next page is out
    /// of range; with the other the request is refused or keeps to its bytes. Only a device that checks one length and
    /// uses the other lets the kernel round up and discard the next page too.
    /// </summary>
    internal static string? FindInChangingRequest(Func<GuestMemory, IMmioDevice> make, int requests)
    {
        const ulong LengthsLowByte = TestRam.Buffer + 16;
        using var memory = new GuestMemory(TestRam.Layout);
        using var device = make(memory);
        var guest = new Guest(device, memory);
        var channel = guest.Handshake(TestRam.Buffer)[0];
        byte[] next = [1, 2, 3, 4, 5, 6, 7, 8];
        memory.Write(TestRam.Page + PageGeometry.Size, next);
        var isOver = false;
        var other = Vcpu.Start(() =>
        {
            for (byte low = 0; !Volatile.Read(ref isOver); low ^= 1)
            {
                memory.Write(LengthsLowByte, [low]);
            }
        });
        string? found = null;
        var seen = new byte[next.Length];
        for (var i = 0; i < requests && found is null; i++)
        {
            guest.Send(channel, TestRam.Buffer, new Request(FunctionCode.DontNeed, TestRam.Page, PageGeometry.Size));
            memory.Read(TestRam.Page + PageGeometry.Size, seen);
            found = seen.AsSpan().SequenceEqual(next) ? null : $"request {i} discarded a page more than was checked";
        }

        Volatile.Write(ref isOver, true);
        other.Join();
        return found;
    }

    /// <summary>
    /// One vCPU sends requests on a channel and checks every reply; another writes the same command repeatedly. Such a
    /// guest has no guarantee of a fair share: the time is bounded too.
    /// </summary>
    internal static string? FindInSharedChannel(Func<GuestMemory, IMmioDevice> make, int requests)
    {
        using var memory = new GuestMemory(TestRam.Layout);
        using var device = make(memory);
        var guest = new Guest(device, memory);
        var channel = guest.Handshake(TestRam.Buffer)[0];
        var isOver = false;
        var other = Vcpu.Start(() =>
        {
            // Request or reply, the first word in the buffer is 0: it always asks for INFO.
            while (!Volatile.Read(ref isOver))
            {
                guest.Write(channel);
            }
        });
        var info = new Request(FunctionCode.Info, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);
        string? found = null;
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < requests && found is null && Stopwatch.GetElapsedTime(start).TotalSeconds < 3; i++)
        {
            var reply = guest.Send(channel, TestRam.Buffer, info);
            found = reply == InfoReply ? null : $"INFO number {i} was answered {reply}";
        }

        Volatile.Write(ref isOver, true);
        other.Join();
        return found;
    }
}
