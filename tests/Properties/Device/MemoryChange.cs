// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Properties.Device;

/// <summary>What holds while guest RAM comes and goes. Each check returns the violation it saw, or null.</summary>
internal static class MemoryChange
{
    /// <summary>A page in the region that goes.</summary>
    internal const ulong GonePage = 0x20_0000;

    /// <summary>Without the last region, at the same host addresses.</summary>
    internal static GuestMemory WithoutLast(GuestMemory memory) => Of(memory, memory.Layout.Regions.Length - 1);

    /// <summary>The first regions only.</summary>
    internal static GuestMemory Of(GuestMemory memory, int regions) => GuestMemory.Attach(
        new GuestLayout(memory.Layout.Regions[..regions].AsSpan()),
        [.. Enumerable.Range(0, regions).Select(memory.BaseOf)],
        [.. Enumerable.Repeat(PageLife.Revocable, regions)]);

    /// <summary>Unplugs a region while a request about it is in flight.</summary>
    internal static string? FindInHeldRequest<T>(Func<GuestMemory, IHostCalls, T> make, TimeSpan watch)
        where T : IMmioDevice, IMemoryChange
    {
        using var host = new GatedHostCalls();
        using var memory = new GuestMemory(TestRam.Layout);
        using var device = make(memory, host);
        var guest = new Guest(device, memory);
        var channel = guest.Handshake(TestRam.Buffer)[0];
        guest.Put(TestRam.Buffer, new Request(FunctionCode.DontNeed, GonePage, 4096));
        var request = Vcpu.Start(() => guest.Write(channel));
        host.AwaitEntered();
        using var rest = WithoutLast(memory);
        var change = Vcpu.Start(() => device.ChangeMemory(rest));
        var isEarly = change.EndsWithin(watch);
        host.Open();
        change.Join();
        request.Join();
        return isEarly ? "guest RAM was unplugged under a request in flight"
            : guest.Get(TestRam.Buffer) != default ? "the request in flight was not answered"
            : null;
    }

    /// <summary>Unplugs a region of which the guest has revoked and locked pages.</summary>
    internal static string? FindInUnplugged<T>(Func<GuestMemory, IHostCalls, T> make)
        where T : IMmioDevice, IMemoryChange
    {
        using var memory = new GuestMemory(TestRam.Layout);
        var host = new LinuxHostCalls(memory);
        using var device = make(memory, host);
        var guest = new Guest(device, memory);
        var channel = guest.Handshake(TestRam.Buffer)[0];
        foreach (var (function, page) in (ReadOnlySpan<(FunctionCode, int)>)
            [(FunctionCode.MLock, 0), (FunctionCode.MProtectNone, 1), (FunctionCode.DontDump, 2)])
        {
            var request = new Request(function, GonePage + ((ulong)page * 4096), 4096);
            if (guest.Send(channel, TestRam.Buffer, request).Errno != 0)
            {
                return $"{request} failed";
            }
        }

        using var rest = WithoutLast(memory);
        device.ChangeMemory(rest);
        var flags = Flags(memory)[16..];
        return Array.Exists(flags, flag => flag != VmaFlags.ReadWrite)
            ? $"pages left guest RAM as {string.Join(", ", flags)}"
            : null;
    }

    /// <summary>What the kernel says of every page.</summary>
    internal static VmaFlags[] Flags(GuestMemory memory)
    {
        using var vmas = new Conformance.Host.VmaTable();
        var flags = new byte[memory.Layout.PageCount];
        vmas.Read(memory, flags);
        return Array.ConvertAll(flags, value => (VmaFlags)value);
    }
}
