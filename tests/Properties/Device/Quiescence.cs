// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Properties.Device;

/// <summary>
/// Checks that dropping channels waits for the requests in flight (PVMC-DEV-049). Each check returns the violation it
/// saw, or null.
/// </summary>
internal static class Quiescence
{
    /// <summary>With the request held in its host call: deterministic.</summary>
    /// <param name="make">Makes the device on host calls of the check's.</param>
    /// <param name="drop">What drops the channels.</param>
    /// <param name="buffer">Where the channel's buffer is.</param>
    /// <param name="watch">How long the drop is watched not to return.</param>
    internal static string? FindInHeldRequest(
        Func<GuestMemory, IHostCalls, IMmioDevice> make, TransportCommand drop, ulong buffer, TimeSpan watch)
    {
        using var host = new GatedHostCalls();
        using var memory = new GuestMemory(TestRam.Layout);
        using var device = make(memory, host);
        var guest = new Guest(device, memory);
        var channel = guest.Handshake(buffer)[0];
        guest.Put(buffer, new Request(FunctionCode.DontNeed, TestRam.Page, 4096));
        var request = Vcpu.Start(() => guest.Write(channel));
        host.AwaitEntered();
        var dropping = Vcpu.Start(() => guest.Write((uint)drop));
        var isEarly = dropping.EndsWithin(watch);
        host.Open();
        dropping.Join();

        // From here on the buffer is the guest's.
        var pattern = Reuse(memory, buffer);
        request.Join();
        if (isEarly)
        {
            return $"{drop} returned while a request was in flight";
        }

        if (!Holds(memory, buffer, pattern))
        {
            return $"after {drop} had returned, the device wrote to the old buffer: {guest.Get(buffer)}";
        }

        guest.Write(channel);
        var answer = guest.Read(Registers.Command);
        var expected = drop == TransportCommand.Reset ? Guest.Ack : Guest.Error;
        var successor = guest.Handshake(TestRam.OtherBuffer)[0];
        guest.Send(successor, TestRam.OtherBuffer, new Request(FunctionCode.Info, 0, 0));
        return !Holds(memory, buffer, pattern) ? $"after {drop} and READY the old buffer holds {guest.Get(buffer)}"
            : answer != expected ? $"{drop} was answered 0x{answer:x8}"
            : null;
    }

    /// <summary>With requests racing the drop repeatedly: for devices whose host calls cannot be held.</summary>
    /// <param name="make">Makes the device.</param>
    /// <param name="drop">What drops the channels.</param>
    /// <param name="buffer">Where the channel's buffer is.</param>
    /// <param name="races">How often.</param>
    /// <param name="longest">The longest time from the request to the drop.</param>
    internal static string? FindInRaces(
        Func<GuestMemory, IMmioDevice> make, TransportCommand drop, ulong buffer, int races, TimeSpan longest) =>
        FindInRaces(make, (_, guest) => guest.Write((uint)drop), buffer, races, longest);

    /// <summary>The same for a drop that is no command.</summary>
    internal static string? FindInRaces(
        Func<GuestMemory, IMmioDevice> make,
        Action<IMmioDevice, Guest> drop,
        ulong buffer,
        int races,
        TimeSpan longest)
    {
        using var memory = new GuestMemory(TestRam.Layout);
        using var device = make(memory);
        var guest = new Guest(device, memory);
        for (var race = 0; race < races; race++)
        {
            var channel = guest.Handshake(buffer)[0];
            guest.Put(buffer, new Request(FunctionCode.DontNeed, TestRam.Page, 4096));
            using var go = new ManualResetEventSlim();
            var request = Vcpu.Start(() =>
            {
                go.Set();
                guest.Write(channel);
                guest.Write(channel);
            });
            go.Wait();
            SpinFor(longest * (race % 32) / 32);
            drop(device, guest);
            var pattern = Reuse(memory, buffer);
            request.Join();
            if (!Holds(memory, buffer, pattern))
            {
                return $"race {race}: after the drop had returned, the old buffer holds {guest.Get(buffer)}";
            }
        }

        return null;
    }

    private static byte[] Reuse(GuestMemory memory, ulong buffer)
    {
        var pattern = new byte[Request.Size];
        Array.Fill(pattern, (byte)0xA5);
        memory.Write(buffer, pattern);
        return pattern;
    }

    private static bool Holds(GuestMemory memory, ulong buffer, byte[] pattern)
    {
        Span<byte> now = stackalloc byte[Request.Size];
        memory.Read(buffer, now);
        return now.SequenceEqual(pattern);
    }

    private static void SpinFor(TimeSpan time)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time)
        {
            Thread.SpinWait(10);
        }
    }
}
