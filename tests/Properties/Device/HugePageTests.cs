// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Device;

/// <summary>
/// Requests for parts of huge pages: the kernel refuses some and applies others to the whole page, so a VM reset or a
/// restore cannot repeat them part by part.
/// </summary>
[Collection(HugePages.Collection)]
public sealed class HugePageTests
{
    private const ulong Start = 0x20_0000;
    private const ulong Huge = Backings.HugePageSize;
    private const ulong Second = Start + Huge;
    private const int FirstSmallPageOfSecond = Backings.PagesInHugePage;

    /// <summary>Our device, and with a C compiler the example.</summary>
    public static TheoryData<string> Devices => LifecycleTests.All;

    [HugeTheory]
    [MemberData(nameof(Devices))]
    public void A_VM_reset_gives_back_a_huge_page_of_which_a_part_is_in_doubt(string name)
    {
        using var memory = Memory();
        using var device = LifecycleTests.Create(name, memory);
        var before = Flags(memory);
        ChangeInParts(device, memory);
        Assert.NotEqual(before, Flags(memory));
        ((IVmReset)device).ResetVm();
        Assert.Equal(before, Flags(memory));
    }

    [HugeTheory]
    [MemberData(nameof(Devices))]
    public void A_huge_page_of_which_parts_were_asked_for_is_restored(string name)
    {
        using var memory = Memory();
        byte[] state;
        byte[] before;
        using (var device = LifecycleTests.Create(name, memory))
        {
            ChangeInParts(device, memory);
            before = Flags(memory);
            state = ((ISaveRestore)device).Save();
            ((IVmReset)device).ResetVm();
        }

        using var restored = LifecycleTests.Create(name, memory);
        Assert.True(((ISaveRestore)restored).TryRestore(state));
        Assert.Equal(before, Flags(memory));
    }

    [HugeFact]
    public void Requests_that_split_no_huge_page_use_up_no_VMAs_and_lock_nothing()
    {
        using var memory = Memory();
        using var device = new PvmemcontrolDevice(
            memory, options: new DeviceOptions { MaxSplits = 1, MaxLockedBytes = 0 });
        var guest = new Guest(device, memory);
        var channel = guest.Handshake(Start)[0];
        for (var page = 1UL; page < 200; page += 2)
        {
            Assert.Equal(Errno.None, Ask(guest, channel, FunctionCode.MLock, Start + (page * 4096), 4096));
            Assert.Equal(Errno.EINVAL, Ask(guest, channel, FunctionCode.DontDump, Start + (page * 4096), 4096));
        }

        Assert.Equal(Errno.None, Ask(guest, channel, FunctionCode.MProtectNone, Second, Huge));
    }

    private static GuestMemory Memory() =>
        new(new GuestLayout(new Region(Start, 2 * Backings.PagesInHugePage, Backing.HugePrivate)));

    private static void ChangeInParts(IMmioDevice device, GuestMemory memory)
    {
        var guest = new Guest(device, memory);
        var channel = guest.Handshake(Start)[0];
        Assert.Equal(Errno.None, Ask(guest, channel, FunctionCode.MLock, Second + 4096, 4096));
        Assert.Equal(Errno.None, Ask(guest, channel, FunctionCode.Mergeable, Second + 8192, 4096));
        Assert.Equal(Errno.None, Ask(guest, channel, FunctionCode.MProtectR, Second, Huge));
        Assert.Equal(Errno.EINVAL, Ask(guest, channel, FunctionCode.MProtectNone, Second + 12288, 4096));
        Assert.Equal(Errno.None, Ask(guest, channel, FunctionCode.DontDump, Second, Huge));
        Assert.Equal(Errno.EINVAL, Ask(guest, channel, FunctionCode.DontDump, Start + 4096, 4096));
    }

    private static Errno Ask(Guest guest, uint channel, FunctionCode function, ulong address, ulong length) =>
        (Errno)guest.Send(channel, Start, new Request(function, address, length)).Errno;

    private static byte[] Flags(GuestMemory memory)
    {
        using var vmas = new VmaTable();
        var flags = new byte[memory.Layout.PageCount];
        vmas.Read(memory, flags);
        return [flags[0], flags[FirstSmallPageOfSecond], flags[^1]];
    }
}
