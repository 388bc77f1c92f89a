// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Xunit;

namespace Pvmemcontrol.Properties.Device;

/// <summary>Host calls that fail.</summary>
public sealed class HostErrorTests : IDisposable
{
    private const ulong Page = TestRam.Page;

    private readonly GuestMemory _memory = new(TestRam.Layout);

    public static TheoryData<FunctionCode> Functions { get; } =
        [.. Enum.GetValues<FunctionCode>().Where(f => f != FunctionCode.Info)];

    /// <summary>Every errno of Linux.</summary>
    private static IEnumerable<Errno> Errnos => Enumerable.Range(1, 133).Select(e => (Errno)e);

    [Theory]
    [MemberData(nameof(Functions))]
    [Trait("Requirement", "PVMC-DEV-031")]
    public void Every_errno_of_a_host_call_is_the_replys_and_the_code_says_failure_too(FunctionCode function)
    {
        var errno = Errno.None;
        using var device = new PvmemcontrolDevice(_memory, new ScriptedHostCalls(_ => errno));
        var guest = new Guest(device, _memory);
        var channel = guest.Handshake(TestRam.Buffer)[0];
        Assert.All(Errnos, value =>
        {
            errno = value;
            var reply = guest.Send(channel, TestRam.Buffer, new Request(function, Page, 4096));
            Assert.Equal((uint)value, reply.Errno);
            Assert.NotEqual(0u, reply.Code);
        });
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-026")]
    public void A_request_that_is_refused_makes_no_host_call()
    {
        var host = new ScriptedHostCalls(_ => Errno.None);
        using var device = new PvmemcontrolDevice(_memory, host);
        var guest = new Guest(device, _memory);
        var channel = guest.Handshake(TestRam.Buffer)[0];
        const ulong lastPage = ulong.MaxValue - 4095;
        (ulong, ulong)[] ranges = [(0, 4096), (Page, 1UL << 40), (lastPage, 4096), (Page, lastPage)];
        foreach (var (address, length) in ranges)
        {
            var request = new Request(FunctionCode.MProtectNone, address, length);
            Assert.NotEqual(0u, guest.Send(channel, TestRam.Buffer, request).Errno);
        }

        Assert.Equal(0, host.Calls);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-047")]
    public void A_page_whose_revocation_failed_takes_no_buffer_until_it_is_given_back()
    {
        var errno = Errno.None;
        var host = new ScriptedHostCalls(function => function == FunctionCode.MProtectNone ? errno : Errno.None);
        using var device = new PvmemcontrolDevice(_memory, host);
        var guest = new Guest(device, _memory);

        // EOPNOTSUPP says that there is no such call; any other may have stopped half way.
        Assert.All(Errnos.Where(e => e != Errno.EOPNOTSUPP), value =>
        {
            errno = value;
            Send(guest, FunctionCode.MProtectNone, Page, 4096);
            Assert.Equal(Guest.Error, RegisterAlone(guest, Page));
            Send(guest, FunctionCode.MProtectRW, Page, 4096);
            Assert.Equal(Guest.Ack, RegisterAlone(guest, Page));
        });
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-047")]
    public void A_page_that_could_not_be_given_back_takes_no_buffer()
    {
        var host = new ScriptedHostCalls(function => function == FunctionCode.MProtectRW ? Errno.ENOMEM : Errno.None);
        using var device = new PvmemcontrolDevice(_memory, host);
        var guest = new Guest(device, _memory);
        Send(guest, FunctionCode.MProtectNone, Page, 4096);
        Send(guest, FunctionCode.MProtectRW, Page, 4096);
        Assert.Equal(Guest.Error, RegisterAlone(guest, Page));
    }

    [Theory]
    [InlineData(FunctionCode.MProtectNone)]
    [InlineData(FunctionCode.MProtectR)]
    [InlineData(FunctionCode.MProtectW)]
    [Trait("Requirement", "PVMC-DEV-047")]
    public void A_page_that_cannot_be_both_read_and_written_takes_no_buffer(FunctionCode function)
    {
        using var device = new PvmemcontrolDevice(_memory);
        var guest = new Guest(device, _memory);
        Send(guest, function, Page, 4096);
        Assert.Equal(Guest.Error, RegisterAlone(guest, Page));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-047")]
    public void A_buffer_that_ends_on_a_revoked_page_is_refused_and_one_that_ends_before_it_is_not()
    {
        using var device = new PvmemcontrolDevice(_memory);
        var guest = new Guest(device, _memory);
        Send(guest, FunctionCode.MProtectNone, Page, 4096);
        Assert.Equal(Guest.Error, RegisterAlone(guest, Page - Request.Size + 8));
        Assert.Equal(Guest.Ack, RegisterAlone(guest, Page - Request.Size));
        Assert.Equal(Guest.Error, RegisterAlone(guest, Page + 4096 - 8));
        Assert.Equal(Guest.Ack, RegisterAlone(guest, Page + 4096));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-034")]
    public void A_function_that_the_host_does_not_offer_revokes_nothing()
    {
        using var device = new PvmemcontrolDevice(_memory, new ScriptedHostCalls(_ => Errno.EOPNOTSUPP));
        var guest = new Guest(device, _memory);
        Send(guest, FunctionCode.MProtectR, Page, 4096);
        Assert.Equal(Guest.Ack, RegisterAlone(guest, Page));
    }

    public void Dispose() => _memory.Dispose();

    private static void Send(Guest guest, FunctionCode function, ulong address, ulong length) =>
        guest.Send(guest.Handshake(TestRam.Buffer)[0], TestRam.Buffer, new Request(function, address, length));

    private static uint RegisterAlone(Guest guest, ulong buffer)
    {
        guest.Do(TransportCommand.Reset);
        return guest.Register(buffer);
    }
}
