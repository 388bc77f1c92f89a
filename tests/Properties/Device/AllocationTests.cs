// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Xunit;

namespace Pvmemcontrol.Properties.Device;

/// <summary>Requests allocate nothing: a guest cannot make the VMM collect garbage or wait for it.</summary>
public sealed class AllocationTests
{
    private const int Requests = 10_000;
    private const int Attempts = 5;

    public static TheoryData<FunctionCode> Functions { get; } = [.. Enum.GetValues<FunctionCode>()];

    public static TheoryData<string, Request> Refusals { get; } = new()
    {
        { "unknown", new Request(1UL << 32, TestRam.Page, 4096, 0) },
        { "misaligned", new Request(FunctionCode.DontNeed, TestRam.Page, 100) },
        { "outside guest RAM", new Request(FunctionCode.DontNeed, 0, 4096) },
        { "over a live buffer", new Request(FunctionCode.MProtectNone, TestRam.Buffer & ~0xFFFUL, 4096) },
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_request_allocates_nothing(FunctionCode function) =>
        Assert.Equal(0, AllocatedBy([new Request(function, TestRam.Page, 4096, arg: 12345)]));

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_refused_request_allocates_nothing(string why, Request request) =>
        Assert.True(AllocatedBy([request]) == 0, why);

    [Fact]
    public void Revoking_pages_and_giving_them_back_allocates_nothing() => Assert.Equal(0, AllocatedBy(
    [
        new Request(FunctionCode.MProtectNone, TestRam.Page, 8192),
        new Request(FunctionCode.MProtectRW, TestRam.Page, 4096),
        new Request(FunctionCode.MProtectRW, TestRam.Page + 4096, 4096),
    ]));

    /// <summary>The bytes that many requests allocate, once everything is compiled and every list has grown.</summary>
    private static long AllocatedBy(Request[] requests)
    {
        using var memory = new GuestMemory(TestRam.Layout);
        using var device = new PvmemcontrolDevice(memory);
        var guest = new Guest(device, memory);
        var channel = guest.Handshake(TestRam.Buffer)[0];
        SendAll(guest, channel, requests);

        // Code that is compiled anew meanwhile may allocate once; a request that allocates does so every time.
        var least = long.MaxValue;
        for (var attempt = 0; attempt < Attempts && least > 0; attempt++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            SendAll(guest, channel, requests);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    private static void SendAll(Guest guest, uint channel, Request[] requests)
    {
        for (var i = 0; i < Requests; i++)
        {
            guest.Send(channel, TestRam.Buffer, requests[i % requests.Length]);
        }
    }
}
