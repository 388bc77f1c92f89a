// SPDX-License-Identifier: Apache-2.0

using System.Numerics;
using FsCheck.Xunit;
using Pvmemcontrol.Model.Checking;
using Xunit;

namespace Pvmemcontrol.Properties.Checking;

/// <summary>The explorer's table against a hash set, seen from outside: one state leads to all keys.</summary>
public sealed class StateSetProperties
{
    [Property(MaxTest = 50)]
    public void Narrow_keys_are_distinguished(ulong[] keys, ulong mask) =>
        Check<ulong>([.. keys, .. keys.Select(k => k & mask), 0, ulong.MaxValue, .. keys]);

    [Property(MaxTest = 50)]
    public void Wide_keys_are_distinguished(ulong[] high, ulong[] low) =>
        Check<UInt128>([.. from h in high from l in low select new UInt128(h, l), 0, UInt128.MaxValue, 0]);

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(32)]
    [InlineData(46)]
    public void Keys_that_differ_in_few_bits_are_distinguished_however_many_there_are(int shift) =>
        Check<ulong>([.. Enumerable.Range(0, 200_000).Select(i => (ulong)(i % 150_000) << shift)]);

    [Theory]
    [InlineData(0)]
    [InlineData(64)]
    [InlineData(110)]
    public void So_are_wide_ones(int shift) =>
        Check<UInt128>([.. Enumerable.Range(0, 200_000).Select(i => (UInt128)(i % 150_000) << shift)]);

    private static void Check<TKey>(TKey[] keys)
        where TKey : unmanaged, IBinaryInteger<TKey>, IUnsignedNumber<TKey>
    {
        var distinct = keys.ToHashSet();
        for (var threads = 1; threads <= 2; threads++)
        {
            var found = Explorer.Explore(new FanWorld<TKey>(keys), new ExplorationOptions { Threads = threads });
            Assert.Equal(distinct.Count, found.States);
            Assert.Equal(distinct.Count > 1 ? 1 : 0, found.Depth);

            // Found again, each by itself: the first key's goal is reached by every key that is in the table.
            Assert.Empty(found.Violations);
        }
    }
}
