// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Holes;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Specification;

/// <summary>The values that fit a hole, at both sides of each boundary.</summary>
public sealed class HolesTests
{
    private static readonly Requirement Why = RequestRequirements.ReplyTellsSuccess;

    public static TheoryData<string> Holes { get; } = [.. All.Keys];

    private static Dictionary<string, (ValueHole Hole, ulong[] Fits, ulong[] FitsNot)> All => new()
    {
        ["errno"] = (new AnyErrno(Why), [1, 4095], [0, 4096, 0x1_0000_0001]),
        ["fresh command"] = (new AnyFreshCommand(Why, [0x8000_0000, 7]), [0, 8, 0x8000_0001, uint.MaxValue],
            [7, 0x8000_0000, (ulong)TransportCommand.Reset, (ulong)TransportCommand.Ack, 0x1_0000_0000]),
        ["page size"] = (new AnyPageSize(Why), [4096, 8192, 1UL << 63], [0, 1, 2048, 4095, 4097, 12288]),
        ["anything but 5"] = (new AnythingBut(Why, 5, "5"), [0, 4, 6, 0x1_0000_0005], [5]),
        ["anything but 0"] = (new AnythingBut(Why, 0, "0"), [1, ulong.MaxValue], [0]),
        ["exactly 5"] = (new Exactly(Why, 5), [5], [0, 4, 6, 0x1_0000_0005]),
        ["exactly ACK"] = (new ExactlyCommand(Why, TransportCommand.Ack), [(ulong)TransportCommand.Ack],
            [0, (ulong)TransportCommand.Error, (ulong)TransportCommand.Ack | 1UL << 32]),
        ["neither 0 nor ones"] = (new NeitherZeroNorOnes(Why), [1, uint.MaxValue - 1], [0, uint.MaxValue]),
        ["one errno of two"] = (new OneErrnoOf(Why, [Errno.EINVAL, Errno.EAGAIN]),
            [(ulong)Errno.EINVAL, (ulong)Errno.EAGAIN], [0, (ulong)Errno.ENOMEM, (ulong)Errno.EINVAL | 1UL << 32]),
    };

    [Theory]
    [MemberData(nameof(Holes))]
    public void A_hole_admits_what_fits_and_nothing_else(string name)
    {
        var (hole, fits, fitsNot) = All[name];
        Assert.All(fits, value => Assert.True(hole.Admits(value), $"0x{value:x}"));
        Assert.All(fitsNot, value => Assert.False(hole.Admits(value), $"0x{value:x}"));
    }

    [Theory]
    [MemberData(nameof(Holes))]
    public void Its_canonical_value_fits(string name) => Assert.True(All[name].Hole.Admits(All[name].Hole.Canonical));

    [Fact]
    public void A_fresh_command_is_the_first_that_is_not_live() => Assert.Equal(0x8000_0002u,
        new AnyFreshCommand(Why, [0x8000_0000, 0x8000_0001]).Canonical);

    [Fact]
    public void A_field_is_that_of_the_reply()
    {
        var reply = new Reply(1, 2, 3, 4, 5);
        Assert.Equal([1UL, 2, 3, 4, 5],
            Enum.GetValues<ReplyField>().Select(f => new FieldHole(f, new Exactly(Why, 0)).ValueIn(reply)));
        Assert.True(new FieldHole(ReplyField.Value, new Exactly(Why, 3)).Admits(reply));
        Assert.False(new FieldHole(ReplyField.Value, new Exactly(Why, 4)).Admits(reply));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-034")]
    public void What_a_device_offers_or_refuses_is_known_for_each_function_and_kind_of_memory()
    {
        var traits = default(DeviceTraits)
            .Learn(FunctionCode.Free, Backing.HugeShared, default)
            .Learn(FunctionCode.MLock, Backing.PrivateFile, new Reply((uint)Errno.EOPNOTSUPP, 0, 0, 0, 0));
        foreach (var function in Enumerable.Range(0, FunctionCodes.Count).Select(code => (FunctionCode)code))
        {
            foreach (var backing in Enum.GetValues<Backing>())
            {
                Assert.Equal((function, backing) == (FunctionCode.Free, Backing.HugeShared),
                    traits.Offers(function, backing));
                Assert.Equal((function, backing) == (FunctionCode.MLock, Backing.PrivateFile),
                    traits.Refuses(function, backing));
            }
        }
    }

    [Theory]
    [Trait("Requirement", "PVMC-DEV-034")]
    [InlineData(Errno.EAGAIN)]
    [InlineData(Errno.ENOMEM)]
    public void A_shortage_says_nothing_of_what_a_device_offers(Errno errno) => Assert.Equal(default,
        default(DeviceTraits).Learn(FunctionCode.MLock, default, new Reply((uint)errno, 0, 0, 0, 0)));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-023")]
    public void The_first_answer_to_INFO_is_the_one_that_counts()
    {
        var first = new Reply(0, 0, 4096, 1, 0);
        Assert.Equal(first, default(DeviceTraits).LearnInfo(first).LearnInfo(first with { Arg1 = 1 }).Info);
    }
}
