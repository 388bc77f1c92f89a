// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.VfioUser.Tagging;

namespace Pvmemcontrol.VfioUser.Judging;

/// <summary>What the guest did, as the device saw it.</summary>
/// <param name="Kind">What.</param>
/// <param name="Offset">Of a register; 0 otherwise.</param>
/// <param name="Value">What was written or read, or the word of a mark.</param>
/// <param name="Before">Of a request: the buffer when the command was written.</param>
/// <param name="After">Of a request: the buffer when the write returned.</param>
internal readonly record struct GuestAccess(
    AccessKind Kind, ulong Offset, ulong Value, Request Before = default, Request After = default)
{
    /// <summary>In one line.</summary>
    internal string Describe() => Kind switch
    {
        AccessKind.Mark => Mark.Decode((uint)Value) is { } mark ? $"-- {mark}" : $"-- mark 0x{Value:x}",
        AccessKind.Read => $"reads {RegisterName(isRead: true)}: {Word(Value)}",
        AccessKind.Write => $"writes {RegisterName(isRead: false)}: {Word(Value)}",
        AccessKind.Request => string.Create(CultureInfo.InvariantCulture,
            $"writes channel 0x{Value:x8}: {Text(Before)}; {Outcome()}"),
        AccessKind.Reset => "-- the VMM resets the device",
        _ => throw new InvalidOperationException($"access {Kind}"),
    };

    private string Outcome() => Before == After ? "the buffer stays as it is" : $"then {Answer()}";

    private string Answer()
    {
        Span<byte> bytes = stackalloc byte[Request.Size];
        After.Encode(bytes);
        var reply = Reply.Decode(bytes);
        return TaggedRequest.IsReplyTo(reply, reply.Value)
            ? $"the reply to request 0x{reply.Value:x} (ret_errno {Errnos.Describe(reply.Errno)})"
            : reply.ToString();
    }

    private static string Text(in Request request) =>
        !TaggedRequest.IsTagged(request) ? request.ToString()
        : TaggedRequest.IsWhole(request) ? $"tagged request 0x{request.Address:x}"
        : $"mixed request 0x{request.Address:x} 0x{request.Length:x} 0x{request.Arg:x}";

    private string RegisterName(bool isRead) => Offset switch
    {
        Registers.Command => "command",
        Registers.Response when isRead => "channel",
        Registers.Address => "address",
        Registers.AddressHigh => "upper address",
        _ => string.Create(CultureInfo.InvariantCulture, $"offset {Offset}"),
    };

    private static string Word(ulong value) =>
        value <= uint.MaxValue && TransportCommands.IsTransportCommand((uint)value)
            ? ((TransportCommand)value).ToString().ToUpperInvariant()
            : $"0x{value:x}";
}

/// <summary>The kinds of what a guest does.</summary>
internal enum AccessKind
{
    /// <summary>A register is read.</summary>
    Read,

    /// <summary>A register is written.</summary>
    Write,

    /// <summary>A channel command is written.</summary>
    Request,

    /// <summary>The guest's program says where it is.</summary>
    Mark,

    /// <summary>The VMM resets the device.</summary>
    Reset,
}
