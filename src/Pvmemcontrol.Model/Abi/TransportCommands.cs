// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Abi;

/// <summary>Which register values are transport commands.</summary>
public static class TransportCommands
{
    /// <summary>All six, in the order of the patch (pvmemcontrol.c:44-49).</summary>
    public static readonly IReadOnlyList<TransportCommand> All =
    [
        TransportCommand.Reset, TransportCommand.Register, TransportCommand.Ready,
        TransportCommand.Disconnect, TransportCommand.Ack, TransportCommand.Error,
    ];

    /// <summary>True when <paramref name="value"/> is one of the six; no channel may have such a number.</summary>
    public static bool IsTransportCommand(uint value) => (TransportCommand)value is
        TransportCommand.Reset or TransportCommand.Register or TransportCommand.Ready
        or TransportCommand.Disconnect or TransportCommand.Ack or TransportCommand.Error;
}
