// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Concurrency.Histories;

/// <summary>Does some order of all register accesses give what was seen, by the model's device step?</summary>
[SkipRewriting("an observer")]
internal sealed class Linearization
{
    /// <summary>Stands for a channel command that nobody read: no vCPU can write it but by luck.</summary>
    private const uint Unread = 0xFFFF_FFFE;

    private readonly HostMapping _host;
    private readonly ImmutableArray<uint> _readCommands;

    private Linearization(IReadOnlyList<Operation> operations, GuestLayout layout)
    {
        _host = HostMapping.Fresh(layout, new HostCapabilities(), UntouchedRules.BehindDevice);
        _readCommands =
        [
            .. operations.Where(o => o is { Kind: OperationKind.Read, Offset: Registers.Response }).Select(o => o.Result)
                .Where(value => value != 0).Distinct(),
        ];
    }

    /// <summary>True when some order explains the history.</summary>
    /// <param name="operations">At most 64.</param>
    /// <param name="layout">The regions of guest RAM.</param>
    internal static bool Explains(IReadOnlyList<Operation> operations, GuestLayout layout) =>
        new LinearOrder<Operation, Transport>(operations, new Linearization(operations, layout).Step, Key)
            .Exists(Transport.Initial);

    /// <summary>The states after an access that was seen like this; none when the model has no such outcome.</summary>
    private IEnumerable<Transport> Step(Transport before, Operation seen) => seen.Kind switch
    {
        OperationKind.WriteAddress => [before.StageAddress(seen.Offset, sizeof(ulong), seen.Value)],
        OperationKind.Read => Admits(before, seen) ? [before] : [],
        OperationKind.ResetVm => [Transport.Initial, Transport.Initial with { Phase = TransportPhase.Registering }],
        OperationKind.WriteCommand => TransportSpec.Write(before, (uint)seen.Value, Standing(before))
            .SelectMany(outcome => After(before, outcome, seen)),
        _ => throw new InvalidOperationException($"no kind {seen.Kind}"),
    };

    private IEnumerable<Transport> After(Transport before, CommandOutcome outcome, Operation seen) => outcome switch
    {
        CommandOutcome.Answered answered => Idle(seen, answered.Next),
        CommandOutcome.Ignored ignored => Idle(seen, ignored.Next),
        CommandOutcome.Registered registered => seen.Performed.Count > 0
            ? []
            : _readCommands.Append(Unread).Where(c => registered.Command.Admits(c)).Select(registered.Bind),
        CommandOutcome.Runs runs => Performs(before, seen) ? [runs.Next] : [],
        _ => throw new InvalidOperationException($"no outcome {outcome}"),
    };

    private static IEnumerable<Transport> Idle(Operation seen, Transport next) => seen.Performed.Count > 0 ? [] : [next];

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

        var spec = new RequestSpec(Profile.Abi, _host, transport.Channels, default);
        return seen.Reply is not { } reply || spec.Outcomes(seen.Performed[0])
            .Any(o => o.Reply.All(field => !field.Hole.Requirement.MakesViolation || field.Admits(reply)));
    }

    private BufferStanding Standing(Transport transport) => transport.Address.Value is not { } address
        ? BufferStanding.Unspecified
        : !_host.Layout.Place(address, Request.Size).IsGuestRam ? BufferStanding.Bad
        : transport.Channels.Any(c => c.Buffer == address) ? BufferStanding.Unusual
        : BufferStanding.Good;

    private static string Key(Transport t) =>
        $"{t.Phase} {t.Address} {t.Response} {t.ChannelResponse} {string.Join(' ', t.Channels)}";
}
