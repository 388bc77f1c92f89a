// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Holes;
using Pvmemcontrol.Model.Requirements;
using static Pvmemcontrol.Model.Requirements.TransportRequirements;

namespace Pvmemcontrol.Model.Device;

/// <summary>The transport step: a value written to the command register, and its possible outcomes.</summary>
public static class TransportSpec
{
    /// <summary>The outcomes of writing <paramref name="value"/> to the command register.</summary>
    /// <param name="transport">Before the write.</param>
    /// <param name="value">The four bytes, little-endian.</param>
    /// <param name="standing">What REGISTER may do with the staged address.</param>
    public static ImmutableArray<CommandOutcome> Write(Transport transport, uint value, BufferStanding standing)
    {
        if (!TransportCommands.IsTransportCommand(value))
        {
            return [WriteChannelCommand(transport, value)];
        }

        var command = (TransportCommand)value;
        return command switch
        {
            TransportCommand.Reset => [Answer(TransportPhase.Registering, ResetIsAcknowledged)],
            _ when transport.Phase == TransportPhase.Broken => [Answer(TransportPhase.Broken, BrokenAnswersError)],
            TransportCommand.Disconnect when transport.Phase == TransportPhase.Ready =>
                [Answer(TransportPhase.Broken, DisconnectAnswersError)],
            TransportCommand.Disconnect => [Answer(TransportPhase.Broken, ProtocolErrorBreaks)],
            TransportCommand.Ack or TransportCommand.Error => [Answer(TransportPhase.Broken, ProtocolErrorBreaks)],
            TransportCommand.Register or TransportCommand.Ready when transport.Phase == TransportPhase.Ready =>
                [Answer(TransportPhase.Broken, ProtocolErrorBreaks)],
            TransportCommand.Ready when transport.Channels.IsEmpty =>
                [Ready(transport), Answer(TransportPhase.Broken, ReadyIsAcknowledged)],
            TransportCommand.Ready => [Ready(transport)],
            TransportCommand.Register => Register(transport, standing),
            _ => throw new ArgumentOutOfRangeException(nameof(value), value, "not a transport command"),
        };
    }

    private static CommandOutcome WriteChannelCommand(Transport transport, uint value)
    {
        var next = transport.WithoutResponse();
        if (transport.Find(value) is not { } channel)
        {
            return new CommandOutcome.Ignored(next, UnknownCommandIsIgnored);
        }

        return transport.Phase == TransportPhase.Ready
            ? new CommandOutcome.Runs(next, channel)
            : new CommandOutcome.Ignored(next, RequestsRunInReadyOnly);
    }

    private static ImmutableArray<CommandOutcome> Register(Transport transport, BufferStanding standing) =>
        standing switch
        {
            BufferStanding.Good => [Acknowledge(transport, GoodBufferIsRegistered)],
            BufferStanding.Spanning => [Acknowledge(transport, SpanningBufferIsRegistered)],
            BufferStanding.Unusual =>
                [Acknowledge(transport, GoodBufferIsRegistered), Answer(TransportPhase.Broken, GoodBufferIsRegistered)],
            BufferStanding.Revoked =>
                [Acknowledge(transport, EffectRequirements.RevokedBufferIsHarmless),
             Answer(TransportPhase.Broken, EffectRequirements.RevokedBufferIsHarmless)],
            BufferStanding.Bad => [Answer(TransportPhase.Broken, BadBufferIsRefused)],
            BufferStanding.Unspecified =>
                [Acknowledge(transport, GoodBufferIsRegistered) with { Buffer = null },
             Answer(TransportPhase.Broken, BadBufferIsRefused)],
            _ => throw new ArgumentOutOfRangeException(nameof(standing)),
        };

    private static CommandOutcome.Registered Acknowledge(Transport transport, Requirement requirement) => new(
        transport with { Address = default, Response = TransportCommand.Ack, ChannelResponse = null },
        transport.Address.Value,
        new ExactlyCommand(requirement, TransportCommand.Ack),
        new AnyFreshCommand(ChannelCommandIsUnique,
            transport.Address.Value is { } buffer
                ? [.. transport.Channels.Where(c => c.Buffer != buffer).Select(c => c.Command)]
                : []),
        new NeitherZeroNorOnes(ChannelCommandIsTellable));

    private static CommandOutcome.Answered Ready(Transport transport) => new(
        transport with
        {
            Phase = TransportPhase.Ready,
            Address = default,
            Response = TransportCommand.Ack,
            ChannelResponse = null
        },
        new ExactlyCommand(ReadyIsAcknowledged, TransportCommand.Ack));

    private static CommandOutcome.Answered Answer(TransportPhase phase, Requirement requirement)
    {
        var response = phase == TransportPhase.Registering ? TransportCommand.Ack : TransportCommand.Error;
        return new CommandOutcome.Answered(
            Transport.Initial with { Phase = phase, Response = response }, new ExactlyCommand(requirement, response));
    }
}
