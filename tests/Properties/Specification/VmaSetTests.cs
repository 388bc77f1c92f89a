// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Host;
using Xunit;

namespace Pvmemcontrol.Properties.Specification;

/// <summary>Each operation on sets of VMA flags, held against its definition by single combinations.</summary>
public sealed class VmaSetTests
{
    private static readonly VmaFlags[] Flags = [.. Enumerable.Range(0, 32).Select(f => (VmaFlags)f)];

    private static readonly VmaSet[] Sets =
    [
        default, new(uint.MaxValue), new(0xAAAA_AAAA), new(0x1234_5678), new(0x8000_0001),
        .. Flags.Select(VmaSet.Only), .. Flags.Select(f => new VmaSet(~VmaSet.Only(f).Mask)),
    ];

    [Fact]
    public void Allowing_keeps_what_has_every_flag() =>
        Holds((set, flags) => set.Allowing(flags), (f, flags) => (f & flags) == flags);

    [Fact]
    public void AllowingAny_keeps_what_has_some_flag() =>
        Holds((set, flags) => set.AllowingAny(flags), (f, flags) => (f & flags) != 0);

    [Fact]
    public void Denying_keeps_what_lacks_some_flag() =>
        Holds((set, flags) => set.Denying(flags), (f, flags) => (f & flags) != flags);

    [Fact]
    public void Having_keeps_what_has_exactly_these_of_some_flags() => Assert.All(Flags, mask =>
        Holds((set, flags) => set.Having(mask, flags), (f, flags) => (f & mask) == flags));

    [Fact]
    public void Change_sets_exactly_these_of_some_flags() => Assert.All(Flags, mask =>
        Assert.All(Flags.Where(f => (f & ~mask) == 0), flags =>
            Assert.All(Sets, set => Assert.Equal(
                Members(set).Select(f => (f & ~mask) | flags).Distinct().Order(),
                Members(set.Change(mask, flags))))));

    [Fact]
    public void No_combination_is_executable()
    {
        var all = new VmaSet(uint.MaxValue);
        Assert.True(all.Allowing(VmaFlags.Execute).IsEmpty);
        Assert.Equal(all, all.Denying(VmaFlags.Execute));
        Assert.True(all.AllowingAny(VmaFlags.Execute).IsEmpty);
    }

    private static void Holds(Func<VmaSet, VmaFlags, VmaSet> operation, Func<VmaFlags, VmaFlags, bool> keeps) =>
        Assert.All(Sets, set => Assert.All(Flags, flags =>
            Assert.Equal(Members(set).Where(f => keeps(f, flags)), Members(operation(set, flags)))));

    private static IEnumerable<VmaFlags> Members(VmaSet set) => Flags.Where(f => (set.Mask & (1u << (int)f)) != 0);
}
