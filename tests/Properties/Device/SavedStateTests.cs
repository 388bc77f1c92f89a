// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Xunit;

namespace Pvmemcontrol.Properties.Device;

/// <summary>Saved states that were damaged or forged: refused without any effect.</summary>
public sealed class SavedStateTests : IDisposable
{
    private const int ChecksumSize = 4;

    private static readonly byte[] State = Make();

    /// <summary>A place in the state and what is xored there.</summary>
    private static readonly Arbitrary<(int Place, byte Mask)> Damage = (
        from place in Gen.Choose(0, State.Length - 1)
        from mask in Gen.Choose(1, 255)
        select (place, (byte)mask)).ToArbitrary();

    /// <summary>Values from among those that decide something, at any place, one to four times.</summary>
    private static readonly Arbitrary<(int Place, byte[] Bytes)[]> Forgeries = (
        from place in Gen.Choose(0, State.Length - ChecksumSize - 1)
        from size in Gen.Elements(1, 2, 4, 8)
        from value in Gen.OneOf(
            Gen.Elements(0, 1, 2, 7, 8, 20, 21, int.MaxValue, int.MinValue, -1).Select(v => (long)v),
            Gen.Choose(0, 255).Select(v => (long)v),
            Gen.Elements((long)TestRam.Page, 0x20_0000L, 0x10_8000L - 16, long.MaxValue, 0x8000_0000L))
        select (place, BitConverter.GetBytes(value)[..size])).NonEmptyListOf()
        .Select(list => list.Take(4).ToArray()).ToArbitrary();

    private readonly GuestMemory _memory = new(TestRam.Layout);
    private readonly PvmemcontrolDevice _device;
    private readonly Guest _guest;

    public SavedStateTests()
    {
        _device = new PvmemcontrolDevice(_memory);
        _guest = new Guest(_device, _memory);
    }

    [Fact]
    [Trait("Requirement", "PVMC-VMM-026")]
    public void Every_flipped_bit_is_noticed() => Assert.All(Enumerable.Range(0, State.Length * 8), bit =>
    {
        var damaged = (byte[])State.Clone();
        damaged[bit / 8] ^= (byte)(1 << (bit % 8));
        Assert.Null(SavedState.Decode(damaged, TestRam.Layout, out var reason));
        Assert.NotEmpty(reason);
    });

    [Property(MaxTest = 500)]
    public Property A_damaged_byte_is_noticed_and_the_device_is_as_newly_created() => Prop.ForAll(Damage, damage =>
    {
        var damaged = (byte[])State.Clone();
        damaged[damage.Place] ^= damage.Mask;
        return !_device.TryRestore(damaged) && IsAsNew();
    });

    [Property(MaxTest = 2000)]
    public Property A_forged_state_is_refused_and_leaves_nothing_or_is_restored_and_can_be_saved_again() =>
        Prop.ForAll(Forgeries, changes =>
        {
            var forged = (byte[])State.Clone();
            foreach (var (place, bytes) in changes)
            {
                var count = Math.Min(bytes.Length, forged.Length - ChecksumSize - place);
                bytes.AsSpan(0, count).CopyTo(forged.AsSpan(place));
            }

            Sign(forged);
            var isRight = _device.TryRestore(forged) ? IsSavedAndRestoredAlike() : IsAsNew();
            _device.ResetVm();
            return isRight && IsAsNew() && Serves();
        });

    [Fact]
    public void A_signed_state_is_restored_so_that_forgeries_get_past_the_checksum()
    {
        var state = (byte[])State.Clone();
        state.AsSpan(state.Length - ChecksumSize).Clear();
        Sign(state);
        Assert.True(_device.TryRestore(state));
        Assert.True(IsSavedAndRestoredAlike());
    }

    [Theory]
    [InlineData(TestRam.Page + 4096)]
    [InlineData(TestRam.Page + 4096 - 8)]
    [InlineData(0)]
    [InlineData(0x10_0000 - 8)]
    [InlineData(ulong.MaxValue - 8)]
    [Trait("Requirement", "PVMC-DEV-047")]
    public void A_state_with_a_buffer_where_none_can_be_is_refused_and_leaves_nothing(ulong buffer)
    {
        var state = SavedState.Decode(State, TestRam.Layout, out _)!;
        Assert.False(_device.TryRestore((state with { Buffers = [TestRam.Buffer, buffer] }).Encode(TestRam.Layout)));
        Assert.True(IsAsNew());
        Assert.True(Serves());
    }

    [Fact]
    public void A_state_of_other_regions_is_refused()
    {
        using var memory = new GuestMemory(new GuestLayout(TestRam.Layout.Regions[0]));
        using var device = new PvmemcontrolDevice(memory);
        Assert.False(device.TryRestore(State));
    }

    [Fact]
    public void A_device_that_is_in_use_is_left_alone()
    {
        var channel = _guest.Handshake(TestRam.Buffer)[0];
        Assert.False(_device.TryRestore(State));
        Assert.Equal(1u, _guest.Send(channel, TestRam.Buffer, new Request(FunctionCode.Info, 0, 0)).Arg0);
    }

    [Fact]
    public void A_device_whose_guest_left_changes_is_left_alone()
    {
        var channel = _guest.Handshake(TestRam.Buffer)[0];
        _guest.Send(channel, TestRam.Buffer, new Request(FunctionCode.MLock, TestRam.Page, 4096));
        _guest.Do(TransportCommand.Disconnect);
        var before = _device.Save();
        Assert.False(_device.TryRestore(State));
        Assert.Equal(before, _device.Save());
        Assert.False(IsAsNew());
    }

    [Fact]
    public void A_state_with_more_channels_than_the_device_takes_is_refused()
    {
        using var device = new PvmemcontrolDevice(_memory, options: new DeviceOptions { MaxChannels = 1 });
        Assert.False(device.TryRestore(State));
    }

    [Fact]
    public void A_state_is_as_long_as_the_changes_and_not_as_guest_RAM()
    {
        using var memory = new GuestMemory(new GuestLayout(new Region(0, 1 << 20, Backing.PrivateAnonymous)));
        using var device = new PvmemcontrolDevice(memory);
        Assert.InRange(device.Save().Length, 1, 100);
    }

    public void Dispose()
    {
        _device.Dispose();
        _memory.Dispose();
    }

    private static byte[] Make()
    {
        using var rig = new Rig(memory => new PvmemcontrolDevice(memory));
        var channel = rig.Guest.Handshake(TestRam.Buffer, TestRam.SpanningBuffer)[0];
        rig.Ask(channel, FunctionCode.MLock, TestRam.Page, 8192);
        rig.Ask(channel, FunctionCode.MProtectR, TestRam.Page + 4096, 4096);
        rig.Ask(channel, FunctionCode.DontDump, 0x20_0000, 4096);
        rig.Ask(channel, FunctionCode.Mergeable, 0x20_1000, 8192);
        return rig.State.Save();
    }

    private static void Sign(byte[] state)
    {
        var sum = uint.MaxValue;
        foreach (var value in state.AsSpan(0, state.Length - ChecksumSize))
        {
            sum = BitOperations.Crc32C(sum, value);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(state.AsSpan(state.Length - ChecksumSize), sum);
    }

    private bool IsAsNew()
    {
        using var vmas = new VmaTable();
        var flags = new byte[TestRam.Layout.PageCount];
        vmas.Read(_memory, flags);
        return !flags.AsSpan().ContainsAnyExcept((byte)VmaFlags.ReadWrite)
            && _guest.Read(Registers.Response) == 0
            && _guest.Read(Registers.Command) == 0;
    }

    private bool IsSavedAndRestoredAlike()
    {
        var state = _device.Save();
        _device.ResetVm();
        return _device.TryRestore(state) && _device.Save().SequenceEqual(state);
    }

    private bool Serves()
    {
        var channel = _guest.Handshake(TestRam.Buffer)[0];
        var reply = _guest.Send(channel, TestRam.Buffer, new Request(FunctionCode.Info, 0, 0));
        _device.ResetVm();
        return reply.Arg0 == 1;
    }
}
