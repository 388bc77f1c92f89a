// SPDX-License-Identifier: Apache-2.0

using FsCheck;
using FsCheck.Xunit;
using Pvmemcontrol.Impl.Driver;
using Xunit;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>The ranges that the driver remembers, against a set of single bytes.</summary>
public sealed class GuestRangesProperties
{
    private const int Bytes = 24;

    [Property]
    [Trait("Requirement", "PVMC-DRV-040")]
    public void Ranges_hold_the_bytes_that_were_added_and_not_removed_since(
        (bool IsAdded, byte Address, byte Length)[] changes)
    {
        var ranges = new GuestRanges();
        var bytes = new SortedSet<ulong>();
        foreach (var (isAdded, first, size) in changes)
        {
            var (address, length) = ((ulong)(first % Bytes), (ulong)(size % 8));
            var range = Enumerable.Range((int)address, (int)length).Select(b => (ulong)b);
            if (isAdded)
            {
                ranges.Add(address, length);
                bytes.UnionWith(range);
            }
            else
            {
                ranges.Remove(address, length);
                bytes.ExceptWith(range);
            }
        }

        Assert.Equal(bytes, ranges.Joined.SelectMany(r => Enumerable.Range((int)r.Address, (int)r.Length))
            .Select(b => (ulong)b));
        Assert.Equal(bytes.Count == 0, ranges.IsEmpty);
        Assert.All(ranges.Joined.Zip(ranges.Joined.Skip(1)),
            pair => Assert.True(pair.First.Address + pair.First.Length < pair.Second.Address));
    }

    [Fact]
    public void A_range_that_wraps_names_no_memory()
    {
        var ranges = new GuestRanges();
        ranges.Add(ulong.MaxValue, 2);
        Assert.True(ranges.IsEmpty);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DRV-040")]
    public void What_is_kept_apart_is_joined_to_nothing_and_taken_out_whole()
    {
        var ranges = new GuestRanges();
        ranges.Add(0, 4);
        ranges.AddApart(4, 3);
        ranges.AddApart(4, 3);
        ranges.Add(7, 1);
        Assert.Equal([(0UL, 4UL), (7UL, 1UL)], ranges.Joined);
        Assert.Equal([(4UL, 3UL)], ranges.Apart);
        ranges.Remove(0, 6);
        Assert.Equal([(7UL, 1UL)], ranges.Joined);
        Assert.Equal([(4UL, 3UL)], ranges.Apart);
        ranges.Remove(4, 4);
        Assert.True(ranges.IsEmpty);
    }
}
