// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Xunit;

namespace Pvmemcontrol.Properties.Device;

/// <summary>Requests allocate nothing: a guest cannot make the VMM collect garbage, nor wait for it.</summary>
public sealed class AllocationTests
{
    private const int Requests = 10_000;

    public static TheoryData<string, Request[]> Kinds { get; } = new()
    {
        { "INFO", [new Request(FunctionCode.Info, 0, 0)] },
        { "DONTNEED", [new Request(FunctionCode.DontNeed, TestRam.Page, 4096)] },
        {
            "MPROTECT there and back",
            [
                new Request(FunctionCode.MProtectNone, TestRam.Page, 4096),
                new Request(FunctionCode.MProtectRW, TestRam.Page, 4096),
            ]
        },
        { "not offered", [new Request(FunctionCode.MLock, TestRam.Page, 4096)] },
        { "unknown", [new Request(1UL << 32, TestRam.Page, 4096, 0)] },
        { "outside guest RAM", [new Request(FunctionCode.DontNeed, 0, 4096)] },
        { "over a live buffer", [new Request(FunctionCode.MProtectNone, TestRam.Buffer & ~0xFFFUL, 4096)] },
    };

    [Theory]
    [MemberData(nameof(Kinds), DisableDiscoveryEnumeration = true)]
    public void A_request_allocates_nothing(string kind, Request[] requests)
    {
        using var memory = new GuestMemory(TestRam.Layout);
        using var device = new PvmemcontrolDevice(memory);
        var guest = new Guest(device, memory);
        var channel = guest.Handshake(TestRam.Buffer)[0];
        SendAll(guest, channel, requests);
        var before = GC.GetAllocatedBytesForCurrentThread();
        SendAll(guest, channel, requests);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated == 0, $"{Requests} requests, {kind}, allocated {allocated} bytes");
    }

    private static void SendAll(Guest guest, uint channel, Request[] requests)
    {
        for (var i = 0; i < Requests; i++)
        {
            guest.Send(channel, TestRam.Buffer, requests[i % requests.Length]);
        }
    }
}
