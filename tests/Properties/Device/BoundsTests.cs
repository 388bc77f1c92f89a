// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Xunit;

namespace Pvmemcontrol.Properties.Device;

/// <summary>What one guest can make the VMM hold: VMAs and locked memory, on the kernel's own count.</summary>
public sealed class BoundsTests : IDisposable
{
    private const int Pages = 200;
    private const ulong Start = 0x10_0000;

    /// <summary>The first page with no buffer.</summary>
    private const int Free = 2;

    private static readonly GuestLayout Layout = new(
        new Region(Start, Pages, Backing.PrivateAnonymous),
        new Region(0x40_0000, Pages, Backing.SharedMemory),
        new Region(0x80_0000, Pages, Backing.PrivateFile));

    private readonly GuestMemory _memory = new(Layout);

    public static TheoryData<FunctionCode> Splitting { get; } =
    [
        FunctionCode.DontDump, FunctionCode.MLock, FunctionCode.Mergeable,
        FunctionCode.MProtectNone, FunctionCode.MProtectR, FunctionCode.MProtectW,
    ];

    [Theory]
    [MemberData(nameof(Splitting))]
    public void Every_second_page_can_be_changed_until_the_VMAs_are_used_up_and_then_nothing_more_is_split(
        FunctionCode function)
    {
        const int splits = 12;
        using var device = new PvmemcontrolDevice(_memory, options: new DeviceOptions { MaxSplits = splits });
        var (guest, channel) = Boot(device);
        for (var i = 0; i < splits / 2; i++)
        {
            Assert.Equal(Errno.None, Ask(guest, channel, function, Free + (2 * i)));
        }

        var before = Flags();
        Assert.Equal(1 + splits, CountVmas(region: 0));
        for (var i = splits / 2; i < 60; i++)
        {
            Assert.Equal(Errno.ENOMEM, Ask(guest, channel, function, Free + (2 * i)));
        }

        Assert.Equal(before, Flags());
        Assert.Equal(1 + splits, CountVmas(region: 0));
    }

    [Fact]
    public void At_the_bound_what_splits_nothing_is_still_done_and_joined_VMAs_make_room()
    {
        using var device = new PvmemcontrolDevice(_memory, options: new DeviceOptions { MaxSplits = 4 });
        var (guest, channel) = Boot(device);
        Ask(guest, channel, FunctionCode.MProtectNone, Free);
        Ask(guest, channel, FunctionCode.MProtectNone, Free + 2);
        Assert.Equal(Errno.ENOMEM, Ask(guest, channel, FunctionCode.MProtectNone, Free + 4));
        Assert.Equal(Errno.None, Ask(guest, channel, FunctionCode.MProtectR, Free));
        Assert.Equal(Errno.None, Ask(guest, channel, FunctionCode.MProtectRW, 50));
        Assert.Equal(Errno.None, Ask(guest, channel, FunctionCode.DontNeed, 50));
        Assert.Equal(Errno.None, Ask(guest, channel, FunctionCode.MProtectRW, Free));
        Assert.Equal(Errno.None, Ask(guest, channel, FunctionCode.MProtectNone, Free + 4));
    }

    [Fact]
    public void A_request_that_splits_off_one_VMA_only_is_refused_at_the_bound_too()
    {
        using var device = new PvmemcontrolDevice(_memory, options: new DeviceOptions { MaxSplits = 2 });
        var (guest, channel) = Boot(device);
        Assert.Equal(Errno.None, Ask(guest, channel, FunctionCode.MProtectR, 100, Pages - 100));
        Assert.Equal(Errno.None, Ask(guest, channel, FunctionCode.MProtectW, 150, Pages - 150));
        Assert.Equal(Errno.ENOMEM, Ask(guest, channel, FunctionCode.MProtectNone, 180, Pages - 180));
        Assert.Equal(3, CountVmas(region: 0));
    }

    [Fact]
    public void Calls_that_the_kernel_does_not_have_use_up_nothing()
    {
        var host = new ScriptedHostCalls(function => function switch
        {
            FunctionCode.Mergeable or FunctionCode.Unmergeable or FunctionCode.SetVmaAnonName => Errno.EINVAL,
            FunctionCode.DontDump => Errno.EOPNOTSUPP,
            FunctionCode.MLock => Errno.EPERM,
            _ => Errno.None,
        });
        using var device = new PvmemcontrolDevice(_memory, host, new DeviceOptions { MaxSplits = 2 });
        var (guest, channel) = Boot(device);
        for (var page = Free; page < Pages; page += 2)
        {
            Assert.Equal(Errno.EINVAL, Ask(guest, channel, FunctionCode.Mergeable, page));
            Assert.Equal(Errno.EINVAL, Ask(guest, channel, FunctionCode.Unmergeable, page));
            Assert.Equal(Errno.EINVAL, Ask(guest, channel, FunctionCode.SetVmaAnonName, page));
            Assert.Equal(Errno.EOPNOTSUPP, Ask(guest, channel, FunctionCode.DontDump, page));
            Assert.Equal(Errno.EPERM, Ask(guest, channel, FunctionCode.MLock, page));
        }

        Assert.Equal(Errno.None, Ask(guest, channel, FunctionCode.MProtectR, 50));
    }

    [Fact]
    public void The_bound_is_for_all_regions_together()
    {
        using var device = new PvmemcontrolDevice(_memory, options: new DeviceOptions { MaxSplits = 6 });
        var (guest, channel) = Boot(device);
        int[] pages = [50, Pages + 50, (2 * Pages) + 50];
        Assert.All(pages, page => Assert.Equal(Errno.None, Ask(guest, channel, FunctionCode.MProtectR, page)));
        Assert.All(pages, page => Assert.Equal(Errno.ENOMEM, Ask(guest, channel, FunctionCode.MProtectR, page + 9)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Pages_that_were_split_off_when_fresh_are_one_VMA_again_when_they_are_equal_again(int region)
    {
        using var device = new PvmemcontrolDevice(_memory);
        var (guest, channel) = Boot(device);
        var first = Layout.FirstPage(region) + Free;
        for (var page = first; page < first + 100; page += 2)
        {
            Assert.Equal(Errno.None, Ask(guest, channel, FunctionCode.DontDump, page));
            _memory.Write(Layout.AddressOfPage(page), [1]);
            _memory.Write(Layout.AddressOfPage(page + 1), [1]);
        }

        Assert.InRange(CountVmas(region), 100, 102);
        device.ResetVm();
        Assert.Equal(1, CountVmas(region));
    }

    [Fact]
    public void Memory_is_locked_up_to_the_bound_and_not_beyond()
    {
        using var device = new PvmemcontrolDevice(
            _memory, options: new DeviceOptions { MaxLockedBytes = (10 * 4096) + 4095 });
        var (guest, channel) = Boot(device);
        Assert.Equal(Errno.None, Ask(guest, channel, FunctionCode.MLock, Free, 6));
        var before = Flags();
        Assert.Equal(Errno.ENOMEM, Ask(guest, channel, FunctionCode.MLock, Free + 10, 5));
        Assert.Equal(before, Flags());

        // Six of these ten are locked already.
        Assert.Equal(Errno.None, Ask(guest, channel, FunctionCode.MLock, Free, 10));
        Assert.Equal(Errno.None, Ask(guest, channel, FunctionCode.MLock, Free, 10));
        Assert.Equal(Errno.ENOMEM, Ask(guest, channel, FunctionCode.MLock, Pages + 5));
        Assert.Equal(Errno.None, Ask(guest, channel, FunctionCode.MUnlock, Free + 3));
        Assert.Equal(Errno.None, Ask(guest, channel, FunctionCode.MLock, Pages + 5));
        Assert.Equal(10, Flags().Count(flags => ((VmaFlags)flags & VmaFlags.Locked) != 0));
    }

    [Fact]
    public void By_default_all_of_this_small_guests_RAM_can_be_split_into_pages()
    {
        using var device = new PvmemcontrolDevice(_memory);
        var (guest, channel) = Boot(device);
        for (var page = Free; page < Layout.PageCount; page += 2)
        {
            Assert.Equal(Errno.None, Ask(guest, channel, FunctionCode.MProtectR, page));
        }
    }

    [Theory]
    [MemberData(nameof(Splitting))]
    public void What_the_operator_refuses_is_not_offered_and_not_done(FunctionCode function)
    {
        var host = new ScriptedHostCalls(_ => Errno.None);
        using var device = new PvmemcontrolDevice(
            _memory, host, new DeviceOptions { Refused = [function, FunctionCode.Info] });
        var (guest, channel) = Boot(device);
        Assert.Equal(Errno.EOPNOTSUPP, Ask(guest, channel, function, Free));
        Assert.Equal(0, host.Calls);
        Assert.Equal(Errno.None, Ask(guest, channel, FunctionCode.Unmergeable, Free));
        Assert.Equal(1u, guest.Send(channel, Start, new Request(FunctionCode.Info, 0, 0)).Arg0);
    }

    [Fact]
    public void What_the_operator_locked_and_guests_may_not_unlock_a_VM_reset_does_not_unlock_either()
    {
        var host = new LinuxHostCalls(_memory);
        host.Call(FunctionCode.MLock, 0, 0, 4 * 4096, arg: 0);
        using var device = new PvmemcontrolDevice(
            _memory, host, new DeviceOptions { Refused = [FunctionCode.MUnlock] });
        var (guest, channel) = Boot(device);
        var before = Flags();
        Assert.Equal(Errno.None, Ask(guest, channel, FunctionCode.MLock, Free));
        Assert.Equal(Errno.EOPNOTSUPP, Ask(guest, channel, FunctionCode.MUnlock, Free));
        device.ResetVm();
        Assert.Equal(before, Flags());
    }

    [Fact]
    public void The_hosts_limits_are_those_of_proc()
    {
        Assert.Equal(
            int.Parse(File.ReadAllText("/proc/sys/vm/max_map_count"), CultureInfo.InvariantCulture),
            HostLimits.MaxMapCount);
        Assert.InRange(HostLimits.LockableBytes, 0, long.MaxValue);
        Assert.InRange(new DeviceOptions().MaxSplits, 1, HostLimits.MaxMapCount / 2);
    }

    public void Dispose() => _memory.Dispose();

    private (Guest Guest, uint Channel) Boot(PvmemcontrolDevice device)
    {
        var guest = new Guest(device, _memory);
        return (guest, guest.Handshake(Start)[0]);
    }

    private static Errno Ask(Guest guest, uint channel, FunctionCode function, int page, int count = 1) =>
        (Errno)guest.Send(
            channel, Start, new Request(function, Layout.AddressOfPage(page), (ulong)count * 4096)).Errno;

    private byte[] Flags()
    {
        using var vmas = new VmaTable();
        var flags = new byte[Layout.PageCount];
        vmas.Read(_memory, flags);
        return flags;
    }

    private int CountVmas(int region)
    {
        var first = (ulong)_memory.BaseOf(region);
        var end = first + Layout.Regions[region].Length;
        return File.ReadLines("/proc/self/maps").Count(line =>
        {
            var bounds = line.Split(' ')[0].Split('-').Select(hex => Convert.ToUInt64(hex, 16)).ToArray();
            return bounds[0] < end && bounds[1] > first;
        });
    }
}
