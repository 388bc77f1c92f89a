// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Checking;
using Xunit;

namespace Pvmemcontrol.Properties.Checking;

/// <summary>Workers have about as much to do, and each has keys for all of its table.</summary>
public sealed class OwnerTests
{
    private const int Counters = 6;
    private const int Values = 8;

    // As a world would pack them, and as counters that are far from each other.
    [Theory]
    [InlineData(2, 3)]
    [InlineData(2, 4)]
    [InlineData(2, 10)]
    [InlineData(2, 21)]
    [InlineData(3, 4)]
    [InlineData(3, 21)]
    [InlineData(8, 4)]
    [InlineData(8, 21)]
    public void Owners_have_equal_shares_of_every_depth(int owners, int bits)
    {
        var depths = new int[(Counters * (Values - 1)) + 1][];
        for (var i = 0; i < 1 << (3 * Counters); i++)
        {
            var (key, depth) = (UInt128.Zero, 0);
            for (var counter = 0; counter < Counters; counter++)
            {
                var value = (i >> (3 * counter)) % Values;
                key |= (UInt128)value << (bits * counter);
                depth += value;
            }

            depths[depth] ??= new int[owners];
            depths[depth][bits * Counters > 64 ? KeyHash.Owner(key, owners) : KeyHash.Owner((ulong)key, owners)]++;
        }

        // Where a depth is worth more than one thread.
        Assert.All(depths.Where(d => d.Sum() >= 4096), shares =>
            Assert.InRange(shares.Max(), 0, shares.Sum() / owners * 1.15));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1UL << 20)]
    [InlineData(0x1_0000_0001)]
    public void Tags_of_one_owner_are_spread_evenly(ulong stride)
    {
        var sixteenths = new int[16];
        for (var i = 0UL; i < 100_000; i++)
        {
            if (KeyHash.Owner(i * stride, 2) == 0)
            {
                sixteenths[KeyHash.Tag(i * stride) >> 28]++;
            }
        }

        Assert.All(sixteenths, count => Assert.InRange(count, 2_800, 3_500));
    }
}
