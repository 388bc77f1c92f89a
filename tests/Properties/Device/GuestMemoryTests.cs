// SPDX-License-Identifier: Apache-2.0

using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Xunit;

namespace Pvmemcontrol.Properties.Device;

/// <summary>Which addresses guest RAM has, and that a revoked page is reported instead of ending the process.</summary>
public sealed class GuestMemoryTests : IDisposable
{
    /// <summary>Around every place where something begins or ends; the arithmetic wraps as a guest's does.</summary>
    private static readonly Gen<ulong> Addresses =
        from edge in Gen.Elements([0UL, 1UL << 63, .. TestRam.Layout.Regions.SelectMany(r => new[] { r.Start, r.End })])
        from distance in Gen.OneOf(Gen.Choose(-40, 40), Gen.Choose(-3, 3).Select(pages => pages * 4096))
        select edge + (ulong)distance;

    private static readonly Arbitrary<ulong> AnyAddress = Addresses.ToArbitrary();

    /// <summary>From an address to another, whichever comes first.</summary>
    private static readonly Arbitrary<(ulong Address, ulong Length)> AnyRange = (
        from first in Addresses
        from end in Gen.OneOf(Addresses, Gen.Choose(1, 64).Select(length => first + (ulong)length))
        where first != end
        select (first, end - first)).ToArbitrary();

    private readonly GuestMemory _memory = new(TestRam.Layout);

    [Property(MaxTest = 1000)]
    [Trait("Requirement", "PVMC-DEV-026")]
    public Property A_region_is_found_exactly_for_ranges_that_lie_in_one() => Prop.ForAll(AnyRange, range =>
    {
        var placed = TestRam.Layout.Place(range.Address, range.Length);
        var region = _memory.FindRegion(range.Address, range.Length, out var offset);
        if (placed.Place != RangePlace.OneRegion)
        {
            return region == -1;
        }

        return region == TestRam.Layout.RegionOfPage(placed.FirstPage)
            && offset == range.Address - TestRam.Layout.Regions[region].Start;
    });

    [Property(MaxTest = 1000)]
    [Trait("Requirement", "PVMC-DEV-006")]
    public Property A_buffer_is_placed_exactly_where_all_of_it_is_guest_RAM() => Prop.ForAll(AnyAddress, address =>
        _memory.TryPlaceBuffer(address, out _) == TestRam.Layout.Place(address, Request.Size).IsGuestRam);

    [Property(MaxTest = 300)]
    [Trait("Requirement", "PVMC-DEV-007")]
    public Property A_request_is_loaded_and_a_reply_stored_in_the_guests_bytes() => Prop.ForAll(AnyAddress, address =>
    {
        if (!_memory.TryPlaceBuffer(address, out var place))
        {
            return true;
        }

        var bytes = new byte[Request.Size];
        var request = new Request(address, ~address, address * 3, address * 5);
        request.Encode(bytes);
        _memory.Write(address, bytes);
        var isLoaded = place.TryLoadRequest(out var loaded) && loaded == request;
        var reply = new Reply(1, 2, address, ~address, address * 7);
        place.TryStoreReply(reply);
        _memory.Read(address, bytes);
        return isLoaded && Reply.Decode(bytes) == reply;
    });

    [Fact]
    public void A_revoked_page_can_be_neither_read_nor_written()
    {
        var host = new LinuxHostCalls(_memory);
        Assert.Equal(Errno.None, host.Call(FunctionCode.MProtectNone, 0, 4096, 4096, arg: 0));
        Assert.False(_memory.TryRead(TestRam.Layout.Regions[0].Start + 4096, new byte[8]));
        Assert.False(_memory.TryWrite(TestRam.Layout.Regions[0].Start + 4096, new byte[8]));
    }

    [Fact]
    public void An_access_that_begins_before_a_revoked_page_and_ends_on_it_is_reported_too()
    {
        var host = new LinuxHostCalls(_memory);
        Assert.Equal(Errno.None, host.Call(FunctionCode.MProtectNone, 0, 4096, 4096, arg: 0));
        Assert.False(_memory.TryRead(TestRam.Layout.Regions[0].Start + 4092, new byte[8]));
        Assert.False(_memory.TryWrite(TestRam.Layout.Regions[0].Start + 4092, new byte[8]));
    }

    [Fact]
    public void A_page_given_back_can_be_read_and_written_again()
    {
        var host = new LinuxHostCalls(_memory);
        var address = TestRam.Layout.Regions[1].Start;
        host.Call(FunctionCode.MProtectNone, 1, 0, 4096, arg: 0);
        host.Call(FunctionCode.MProtectRW, 1, 0, 4096, arg: 0);
        Assert.True(_memory.TryWrite(address, [1, 2, 3]));
        var back = new byte[3];
        Assert.True(_memory.TryRead(address, back));
        Assert.Equal([1, 2, 3], back);
    }

    [Fact]
    public void A_VM_reset_makes_every_page_accessible()
    {
        var host = new LinuxHostCalls(_memory);
        for (var region = 0; region < TestRam.Layout.Regions.Length; region++)
        {
            host.Call(FunctionCode.MProtectNone, region, 0, TestRam.Layout.Regions[region].Length, arg: 0);
        }

        _memory.MakeAccessible();
        var all = Enumerable.Range(0, TestRam.Layout.PageCount).Select(TestRam.Layout.AddressOfPage);
        Assert.All(all, address => Assert.True(_memory.TryWrite(address, [0xFF])));
    }

    [Fact]
    public void An_address_that_is_not_guest_RAM_is_an_error_of_the_caller() =>
        Assert.Throws<ArgumentException>(() => _memory.TryRead(TestRam.Layout.Regions[1].End - 4, new byte[8]));

    [Property(MaxTest = 100)]
    [Trait("Requirement", "PVMC-HOST-005")]
    public Property The_protections_read_are_those_that_mprotect_set() =>
        Prop.ForAll(Gen.Choose(0, (4 * TestRam.Layout.PageCount) - 1).ArrayOf().ToArbitrary(), changes =>
        {
            _memory.MakeAccessible();
            var host = new LinuxHostCalls(_memory);
            var expected = new byte[TestRam.Layout.PageCount];
            Array.Fill(expected, (byte)VmaFlags.ReadWrite);
            foreach (var change in changes)
            {
                var page = change / 4;
                var isRevoked = change % 4 != 0;
                var region = TestRam.Layout.RegionOfPage(page);
                var offset = TestRam.Layout.AddressOfPage(page) - TestRam.Layout.Regions[region].Start;
                host.Call(isRevoked
                    ? FunctionCode.MProtectNone
                    : FunctionCode.MProtectRW, region, offset, 4096, arg: 0);
                expected[page] = (byte)(isRevoked ? VmaFlags.None : VmaFlags.ReadWrite);
            }

            using var vmas = new VmaTable();
            var read = new byte[TestRam.Layout.PageCount];
            vmas.Read(_memory, read);
            return read.SequenceEqual(expected);
        });

    public void Dispose() => _memory.Dispose();
}
