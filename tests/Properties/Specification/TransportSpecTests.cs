// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Xunit;

namespace Pvmemcontrol.Properties.Specification;

/// <summary>The transport's table, cell by cell.</summary>
public sealed class TransportSpecTests
{
    private const uint Command = 0x8000_0000;

    [Theory]
    [InlineData(TransportPhase.Broken, TransportCommand.Reset, TransportCommand.Ack, TransportPhase.Registering)]
    [InlineData(TransportPhase.Broken, TransportCommand.Register, TransportCommand.Error, TransportPhase.Broken)]
    [InlineData(TransportPhase.Broken, TransportCommand.Ready, TransportCommand.Error, TransportPhase.Broken)]
    [InlineData(TransportPhase.Broken, TransportCommand.Disconnect, TransportCommand.Error, TransportPhase.Broken)]
    [InlineData(TransportPhase.Broken, TransportCommand.Ack, TransportCommand.Error, TransportPhase.Broken)]
    [InlineData(TransportPhase.Broken, TransportCommand.Error, TransportCommand.Error, TransportPhase.Broken)]
    [InlineData(TransportPhase.Registering, TransportCommand.Reset, TransportCommand.Ack, TransportPhase.Registering)]
    [InlineData(TransportPhase.Registering, TransportCommand.Register, TransportCommand.Ack,
        TransportPhase.Registering)]
    [InlineData(TransportPhase.Registering, TransportCommand.Ready, TransportCommand.Ack, TransportPhase.Ready)]
    [InlineData(TransportPhase.Registering, TransportCommand.Disconnect, TransportCommand.Error, TransportPhase.Broken)]
    [InlineData(TransportPhase.Registering, TransportCommand.Ack, TransportCommand.Error, TransportPhase.Broken)]
    [InlineData(TransportPhase.Registering, TransportCommand.Error, TransportCommand.Error, TransportPhase.Broken)]
    [InlineData(TransportPhase.Ready, TransportCommand.Reset, TransportCommand.Ack, TransportPhase.Registering)]
    [InlineData(TransportPhase.Ready, TransportCommand.Register, TransportCommand.Error, TransportPhase.Broken)]
    [InlineData(TransportPhase.Ready, TransportCommand.Ready, TransportCommand.Error, TransportPhase.Broken)]
    [InlineData(TransportPhase.Ready, TransportCommand.Disconnect, TransportCommand.Error, TransportPhase.Broken)]
    [InlineData(TransportPhase.Ready, TransportCommand.Ack, TransportCommand.Error, TransportPhase.Broken)]
    [InlineData(TransportPhase.Ready, TransportCommand.Error, TransportCommand.Error, TransportPhase.Broken)]
    public void A_transport_command_has_one_answer(
        TransportPhase phase, TransportCommand command, TransportCommand answer, TransportPhase next)
    {
        var outcome = Assert.Single(TransportSpec.Write(In(phase), (uint)command, BufferStanding.Good));
        var (status, after) = outcome switch
        {
            CommandOutcome.Answered o => (o.Status, o.Next),
            CommandOutcome.Registered o => (o.Status, o.Bind(Command + 1)),
            _ => throw new InvalidOperationException($"{outcome}"),
        };
        Assert.Equal((ulong)answer, status.Canonical);
        Assert.Equal(next, after.Phase);
    }

    [Theory]
    [InlineData(TransportPhase.Broken)]
    [InlineData(TransportPhase.Registering)]
    [InlineData(TransportPhase.Ready)]
    [Trait("Requirement", "PVMC-DEV-012")]
    public void A_value_that_names_nothing_changes_nothing(TransportPhase phase)
    {
        var before = In(phase);
        var outcome = Assert.IsType<CommandOutcome.Ignored>(
            Assert.Single(TransportSpec.Write(before, 0x1234_5678, BufferStanding.Good)));
        Assert.Equal(before.WithoutResponse(), outcome.Next);
    }

    [Theory]
    [InlineData(TransportCommand.Reset)]
    [InlineData(TransportCommand.Disconnect)]
    [InlineData(TransportCommand.Ready)]
    [InlineData(TransportCommand.Ack)]
    [Trait("Requirement", "PVMC-DEV-002")]
    public void Every_way_out_of_Ready_drops_all_channels(TransportCommand command)
    {
        var outcome = Assert.IsType<CommandOutcome.Answered>(
            Assert.Single(TransportSpec.Write(In(TransportPhase.Ready), (uint)command, BufferStanding.Good)));
        Assert.Empty(outcome.Next.Channels);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-016")]
    public void A_channel_command_runs_in_Ready_only()
    {
        Assert.IsType<CommandOutcome.Runs>(
            Assert.Single(TransportSpec.Write(In(TransportPhase.Ready), Command, default)));
        Assert.IsType<CommandOutcome.Ignored>(
            Assert.Single(TransportSpec.Write(In(TransportPhase.Registering), Command, default)));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-004")]
    public void A_channel_command_may_be_any_unused_number()
    {
        var outcome = Assert.IsType<CommandOutcome.Registered>(
            Assert.Single(
                TransportSpec.Write(In(TransportPhase.Registering), (uint)TransportCommand.Register,
                    BufferStanding.Good)));
        Assert.False(outcome.Command.Admits(Command));
        Assert.All(TransportCommands.All, c => Assert.False(outcome.Command.Admits((ulong)c)));
        Assert.True(outcome.Command.Admits(7));
        Assert.True(outcome.Command.Admits(outcome.Command.Canonical));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-013")]
    public void Halves_of_an_address_may_come_in_any_order()
    {
        const ulong address = 0x1_2345_6788;
        var whole = default(StagedAddress).Write(Registers.Address, 8, address);
        var lowFirst = default(StagedAddress).Write(Registers.Address, 4,
            address & uint.MaxValue).Write(Registers.AddressHigh, 4, address >> 32);
        var highFirst = default(StagedAddress).Write(Registers.AddressHigh, 4, address >> 32).Write(Registers.Address,
            4, address & uint.MaxValue);
        Assert.All([whole, lowFirst, highFirst], staged => Assert.Equal(address, staged.Value));
    }

    private static Transport In(TransportPhase phase) => phase == TransportPhase.Broken
        ? Transport.Initial
        : new Transport(phase, ImmutableArray.Create(new Channel(Command, 0x1_0000_0000)), new StagedAddress(0x40, 1),
            null, null);
}
