// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Concurrency.Histories;

/// <summary>
/// Searches for an order of all register accesses that explains the observations, by the model's device step.
/// </summary>
[SkipRewriting("an observer")]
internal sealed class Linearization
{
    /// <summary>Stands for a channel command that no vCPU read: a vCPU can only write it by chance.</summary>
    private const uint Unread = 0xFFFF_FFFE;

    private readonly HostMapping _host;
    private readonly ImmutableArray<uint> _readCommands;

    private Linearization(IReadOnlyList<Operation> operations, GuestLayout layout)
    {
        _host = HostOf(layout);
        _readCommands =
        [
            .. operations.Where(o => o is { Kind: OperationKind.Read, Offset: Registers.Response })
                .Select(o => o.Result).Where(value => value != 0).Append(Unread).Distinct(),
        ];
    }

    private static HostMapping? _lastHost;

    private static HostMapping HostOf(GuestLayout layout) => _lastHost?.Layout == layout
        ? _lastHost
        : _lastHost = HostMapping.Fresh(layout, new HostCapabilities(), UntouchedRules.BehindDevice);

    /// <summary>True when some order explains the history.</summary>
    /// <param name="operations">At most 64.</param>
    /// <param name="layout">The regions of guest RAM.</param>
    internal static bool Explains(IReadOnlyList<Operation> operations, GuestLayout layout) =>
        new LinearOrder<Operation, Transport>(operations, new Linearization(operations, layout).Step, Key)
            .Exists(Transport.Initial);

    /// <summary>The states after an access that was seen like this; none when the model has no such outcome.</summary>
    private List<Transport> Step(Transport before, Operation seen)
    {
        switch (seen.Kind)
        {
            case OperationKind.WriteAddress:
                return [before.StageAddress(seen.Offset, sizeof(ulong), seen.Value)];
            case OperationKind.Read:
                return Admits(before, seen) ? [before] : [];
            case OperationKind.ResetVm:
                return [Transport.Initial, Transport.Initial with { Phase = TransportPhase.Registering }];
            case OperationKind.WriteCommand:
                var after = new List<Transport>();
                foreach (var outcome in TransportSpec.Write(before, (uint)seen.Value, Standing(before)))
                {
                    AddAfter(after, before, outcome, seen);
                }

                return after;
            default:
                throw new InvalidOperationException($"no kind {seen.Kind}");
        }
    }

    private void AddAfter(List<Transport> after, Transport before, CommandOutcome outcome, Operation seen)
    {
        switch (outcome)
        {
            case CommandOutcome.Answered answered when seen.Performed.Count == 0:
                after.Add(answered.Next);
                break;
            case CommandOutcome.Ignored ignored when seen.Performed.Count == 0:
                after.Add(ignored.Next);
                break;
            case CommandOutcome.Registered registered when seen.Performed.Count == 0:
                foreach (var command in _readCommands)
                {
                    if (registered.Command.Admits(command))
                    {
                        after.Add(registered.Bind(command));
                    }
                }

                break;
            case CommandOutcome.Runs runs when Performs(before, seen):
                after.Add(runs.Next);
                break;
            default:
                break;
        }
    }

    /// <summary>Where a register carries no response, what is read is left open.</summary>
    private static bool Admits(Transport transport, Operation seen) => seen.Offset == Registers.Command
        ? transport.Response is not { } answer || seen.Result == (uint)answer
        : transport.ChannelResponse is not { } command || seen.Result == command;

    private bool Performs(Transport transport, Operation seen)
    {
        if (seen.Performed.Count != 1)
        {
            return false;
        }

        if (seen.Reply is not { } reply)
        {
            return true;
        }

        var spec = new RequestSpec(Profile.Abi, _host, transport.Channels, default);
        foreach (var outcome in spec.Outcomes(seen.Performed[0]))
        {
            if (IsReply(outcome, reply))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsReply(RequestOutcome outcome, in Reply reply)
    {
        foreach (var field in outcome.Reply)
        {
            if (field.Hole.Requirement.MakesViolation && !field.Admits(reply))
            {
                return false;
            }
        }

        return true;
    }

    private BufferStanding Standing(Transport transport)
    {
        if (transport.Address.Value is not { } address)
        {
            return BufferStanding.Unspecified;
        }

        foreach (var channel in transport.Channels)
        {
            if (channel.Buffer == address)
            {
                return BufferStanding.Unusual;
            }
        }

        return _host.Layout.Place(address, Request.Size).IsGuestRam ? BufferStanding.Good : BufferStanding.Bad;
    }

    private static string Key(Transport t) =>
        $"{t.Phase} {t.Address} {t.Response} {t.ChannelResponse} {string.Join(' ', t.Channels)}";
}
