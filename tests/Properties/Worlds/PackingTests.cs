// SPDX-License-Identifier: Apache-2.0

using FsCheck.Xunit;
using Pvmemcontrol.Model.State;
using Xunit;

namespace Pvmemcontrol.Properties.Worlds;

/// <summary>States are packed without loss: a value written is read back, and nothing else changes.</summary>
public sealed class PackingTests
{
    [Property]
    public void A_key_is_its_state(ulong low, ulong high) =>
        Assert.Equal(new Packed(low, high), Packed.Of(new Packed(low, high).Key));

    [Property]
    public void Bit_fields_keep_their_numbers_apart(byte[] bounds, ulong low, ulong high, ushort[] values)
    {
        var allocator = new BitFieldAllocator();
        var fields = bounds.Take(12).Select(max => allocator.Take(max)).ToArray();
        var state = new Packed(low, high);
        var expected = new int[fields.Length];
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i].Set(ref state, 0);
        }

        for (var i = 0; i < Math.Min(values.Length, 4 * fields.Length); i++)
        {
            var field = i % fields.Length;
            expected[field] = values[i] % (fields[field].Max + 1);
            fields[field].Set(ref state, expected[field]);
        }

        Assert.Equal(expected, fields.Select(s => s.Get(state)));
    }

    [Property]
    public void A_number_that_does_not_fit_is_an_error(byte max)
    {
        var state = default(Packed);
        var field = new BitFieldAllocator().Take(max);
        Assert.Throws<ArgumentOutOfRangeException>(() => field.Set(ref state, max + 1));
    }

    [Fact]
    public void A_world_that_does_not_fit_is_an_error()
    {
        var allocator = new BitFieldAllocator();
        allocator.Take(4, int.MaxValue);
        Assert.Throws<InvalidOperationException>(() => allocator.Take(int.MaxValue));
    }
}
