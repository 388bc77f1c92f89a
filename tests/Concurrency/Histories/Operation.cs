// SPDX-License-Identifier: Apache-2.0

using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Concurrency.Histories;

/// <summary>What a vCPU, or the VMM, did at the device.</summary>
internal enum OperationKind
{
    /// <summary>A write to the address register, 8 bytes.</summary>
    WriteAddress,

    /// <summary>A write to the command register.</summary>
    WriteCommand,

    /// <summary>A read of 4 bytes.</summary>
    Read,

    /// <summary>A reset of the whole VM.</summary>
    ResetVm,
}

/// <summary>A register access, from its call until its return.</summary>
/// <param name="Kind">What.</param>
/// <param name="Offset">Of the register.</param>
/// <param name="Value">What was written.</param>
/// <param name="Called">When, in the order of all calls and returns.</param>
[SkipRewriting("a test double")]
internal sealed record Operation(OperationKind Kind, ulong Offset, ulong Value, int Called) : IInterval
{
    /// <summary>When it returned, or never.</summary>
    public int Returned { get; set; } = int.MaxValue;

    /// <summary>What was read.</summary>
    internal uint Result { get; set; }

    /// <summary>The requests that the device performed in its course.</summary>
    internal List<Request> Performed { get; } = [];

    /// <summary>The reply that its vCPU found, if it looked.</summary>
    internal Reply? Reply { get; set; }

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        OperationKind.WriteAddress => $"writes the address 0x{Value:x}",
        OperationKind.WriteCommand => $"writes {NameOf((uint)Value)}",
        OperationKind.Read => $"reads the {(Offset == Registers.Command ? "answer" : "response")}",
        OperationKind.ResetVm => "resets the VM",
        _ => throw new InvalidOperationException($"no kind {Kind}"),
    };

    /// <summary>A register's value in words.</summary>
    internal static string NameOf(uint value) => TransportCommands.IsTransportCommand(value)
        ? ((TransportCommand)value).ToString().ToUpperInvariant()
        : $"0x{value:x8}";
}
