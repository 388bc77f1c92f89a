// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Checking;
using Xunit;

namespace Pvmemcontrol.Properties.Checking;

/// <summary>The table of the explorer's states, while it grows: no entry is lost, none is there twice.</summary>
public sealed class EntryTableTests
{
    // More than the buckets of a window have room for, and all at one place.
    private const int ManyEntries = 10_000;

    // To more than 48 chunks, from where on a table grows by a quarter.
    [Fact]
    public void Entries_in_any_order_are_found_after_every_growth() =>
        Check(Enumerable.Range(1, 1_700_000).Select(i => (uint)(((ulong)i * 0x9E3779B97F4A7C15UL) >> 32)));

    [Theory]
    [InlineData(0)]
    [InlineData(0x8000_0000)]
    [InlineData(uint.MaxValue)]
    public void So_are_those_that_are_all_for_one_bucket(uint tag) => Check(Enumerable.Repeat(tag, ManyEntries));

    [Fact]
    public void So_are_those_that_come_round_from_the_end_to_the_beginning() => Check(
        [.. Enumerable.Repeat(uint.MaxValue, ManyEntries / 4), .. Spread(ManyEntries)]);

    [Fact]
    public void So_are_those_of_two_places_far_from_each_other() =>
        Check(Enumerable.Range(0, 2 * ManyEntries).Select(i => i % 2 == 0 ? 0xFFF0_0000 : 0x7FF0_0000));

    // Displaced by as many others as there are places in a window, it comes after entries of far later buckets.
    [Fact]
    public void So_are_those_that_are_behind_the_window() => Check(
        [.. Enumerable.Repeat(0x0100_0000U, ManyEntries), .. Spread(ManyEntries), 0x0100_0000, 0x0100_0000]);

    // In the order of their tags.
    private static IEnumerable<uint> Spread(int count) =>
        Enumerable.Range(0, count).Select(i => (uint)((ulong)i * uint.MaxValue / (ulong)count));

    private static void Check(IEnumerable<uint> tags)
    {
        var table = new EntryTable();
        List<uint> added = [];
        foreach (var tag in tags)
        {
            if (added.Count * 5L >= table.Capacity * 4)
            {
                table.Grow();
                AssertHolds(table, added);
            }

            added.Add(tag);
            var place = table.Home(tag);
            while (table[place] != 0)
            {
                place = table.After(place);
            }

            table[place] = EntryTable.Entry(tag, (uint)added.Count);
        }

        table.Grow();
        AssertHolds(table, added);
    }

    // Each is where a walk from the beginning of its bucket comes to: every place between is taken.
    private static void AssertHolds(EntryTable table, List<uint> added)
    {
        var free = new long[table.Capacity + 1];
        var numbers = new HashSet<uint>();
        for (var place = 0L; place < table.Capacity; place++)
        {
            free[place + 1] = free[place] + (table[place] == 0 ? 1 : 0);
        }

        for (var place = 0L; place < table.Capacity; place++)
        {
            var entry = table[place];
            if (entry == 0)
            {
                continue;
            }

            Assert.True(numbers.Add((uint)entry));
            var tag = EntryTable.Tag(entry);
            Assert.Equal(added[(int)(uint)entry - 1], tag);
            var home = table.Home(tag);
            var between = place >= home
                ? free[place] - free[home]
                : free[table.Capacity] - free[home] + free[place];
            Assert.Equal(0, between);
        }

        Assert.Equal(added.Count, numbers.Count);
    }
}
