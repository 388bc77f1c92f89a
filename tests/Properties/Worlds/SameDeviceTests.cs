// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Setup;
using Pvmemcontrol.Model.State;
using Xunit;

namespace Pvmemcontrol.Properties.Worlds;

/// <summary>The device of the worlds is the one that real devices are judged by, numbered and abstracted.</summary>
public sealed class SameDeviceTests
{
    private const ulong Ram = 0x10_0000;

    private static readonly TransportTable Table = new(buffers: 4, channels: 2);

    [Fact]
    public void Every_transition_of_the_table_is_one_of_the_devices_step()
    {
        for (var number = 0; number < Table.Count; number++)
        {
            foreach (var command in TransportCommands.All)
            {
                var next = Table[Table.React(number, Table.Write(command)).Next];
                var standings = new[] { BufferStanding.Good, BufferStanding.Unusual, BufferStanding.Unspecified };
                var outcomes = standings
                    .SelectMany(s => TransportSpec.Write(Table[number], (uint)command, s)).Select(After);
                Assert.Contains(Describe(next), outcomes.Select(Describe));
            }
        }
    }

    [Fact]
    public void A_request_runs_where_the_devices_step_runs_it()
    {
        for (var number = 0; number < Table.Count; number++)
        {
            for (var response = 1; response <= 2; response++)
            {
                var value = 0x8000_0000u + (uint)response - 1;
                var outcome = Assert.Single(TransportSpec.Write(Table[number], value, BufferStanding.Bad));
                Assert.Equal(outcome is CommandOutcome.Runs,
                    Table.React(number, Table.WriteResponse(response)).Runs >= 0);
            }
        }
    }

    [Fact]
    public void What_is_read_is_what_the_transport_answers()
    {
        for (var number = 0; number < Table.Count; number++)
        {
            Assert.Equal(Table[number].Response, Table.Status(number));
            Assert.Equal(Table[number].ChannelResponse is null, Table.Response(number) == TransportTable.NoCommand);
            Assert.Equal(Table[number].Channels.Length, Enumerable.Range(0, 4).Count(b => Table.IsLive(number, b)));
        }
    }

    /// <summary>The worlds' host only knows that a request was performed; the real one allows that.</summary>
    [Theory]
    [InlineData(RequestKind.DontNeed)]
    [InlineData(RequestKind.Pluggable)]
    [InlineData(RequestKind.Info)]
    [InlineData(RequestKind.OwnChannel)]
    public void A_reply_of_the_worlds_is_one_that_the_host_model_allows(RequestKind kind)
    {
        var contents = new BufferContents([kind]);
        var content = contents.ReplyTo(BufferContents.Request(0));
        var reply = contents.AsReply(content);
        var host = FreshHost();
        var outcomes = new RequestSpec(Profile.Abi, host, [], default).Outcomes(RequestKinds.ToRequest(kind, Ram));
        Assert.Contains(outcomes, o => o.Reply.All(f => f.Admits(reply)));
    }

    /// <summary>A request on its own channel's page may be refused without effect, as the worlds have it.</summary>
    [Fact]
    [Trait("Requirement", "PVMC-SYS-006")]
    public void The_devices_step_lets_a_request_on_its_own_channel_be_refused()
    {
        var host = FreshHost();
        ImmutableArray<Channel> channels = [new Channel(0x8000_0000, Ram)];
        var outcomes = new RequestSpec(Profile.Abi, host, channels, default)
            .Outcomes(RequestKinds.ToRequest(RequestKind.OwnChannel, Ram));
        Assert.Same(host, outcomes[0].Host);
    }

    [Fact]
    public void An_unanswered_INFO_reads_as_a_success_and_a_refused_one_has_a_code()
    {
        var contents = new BufferContents([]);
        Assert.Equal(default, contents.AsReply(BufferContents.InfoRequest));
        Assert.Equal(BufferContents.RefusalCode, contents.AsReply(BufferContents.InfoRefused).Code);
        Assert.Equal(4096ul, contents.AsReply(BufferContents.InfoReply).Value);
    }

    private static HostMapping FreshHost() => HostMapping.Fresh(
        new GuestLayout(new Region(Ram, 64, Backing.PrivateAnonymous)), HostCapabilities.Typical,
        UntouchedRules.BehindDevice);

    private static Transport After(CommandOutcome outcome) => outcome switch
    {
        CommandOutcome.Answered o => o.Next,
        CommandOutcome.Registered o => o.Bind((uint)o.Command.Canonical),
        CommandOutcome.Ignored o => o.Next,
        CommandOutcome.Runs o => o.Next,
        _ => throw new InvalidOperationException($"{outcome}"),
    };

    private static string Describe(Transport t) =>
        $"{t.Phase} {string.Join(' ', t.Channels)} {t.Address} {t.Response} {t.ChannelResponse}";
}
