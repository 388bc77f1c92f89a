// SPDX-License-Identifier: Apache-2.0

using FsCheck.Xunit;
using Pvmemcontrol.Model.World;
using Xunit;

namespace Pvmemcontrol.Properties.Worlds;

/// <summary>States are packed exactly: what is put in comes out, and nothing else changes.</summary>
public sealed class PackingTests
{
    [Property]
    public void A_key_is_its_state(ulong low, ulong high) =>
        Assert.Equal(new Packed(low, high), Packed.Of(new Packed(low, high).Key));

    [Property]
    public void Slots_keep_their_numbers_apart(byte[] bounds, ulong low, ulong high, ushort[] values)
    {
        var allocator = new SlotAllocator();
        var slots = bounds.Take(12).Select(max => allocator.Take(max)).ToArray();
        var state = new Packed(low, high);
        var expected = new int[slots.Length];
        for (var i = 0; i < slots.Length; i++)
        {
            slots[i].Set(ref state, 0);
        }

        for (var i = 0; i < Math.Min(values.Length, 4 * slots.Length); i++)
        {
            var slot = i % slots.Length;
            expected[slot] = values[i] % (slots[slot].Max + 1);
            slots[slot].Set(ref state, expected[slot]);
        }

        Assert.Equal(expected, slots.Select(s => s.Get(state)));
    }

    [Property]
    public void A_number_that_does_not_fit_is_an_error(byte max)
    {
        var state = default(Packed);
        var slot = new SlotAllocator().Take(max);
        Assert.Throws<ArgumentOutOfRangeException>(() => slot.Set(ref state, max + 1));
    }

    [Fact]
    public void A_world_that_does_not_fit_is_an_error()
    {
        var allocator = new SlotAllocator();
        allocator.Take(4, int.MaxValue);
        Assert.Throws<InvalidOperationException>(() => allocator.Take(int.MaxValue));
    }
}
