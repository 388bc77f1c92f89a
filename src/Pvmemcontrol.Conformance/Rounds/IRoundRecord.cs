// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>What the run of a round showed: seen live in shared memory, or recorded.</summary>
internal interface IRoundRecord : IFinalMemory
{
    /// <summary>What was run.</summary>
    Round Round { get; }

    /// <summary>All steps, vCPU by vCPU.</summary>
    IReadOnlyList<TakenStep> Steps { get; }

    /// <summary>True when the handshake before it worked.</summary>
    bool HasBegun { get; }

    /// <summary>What drops channels on this device: <see cref="Drops"/>.</summary>
    ulong WorkingDrops { get; }

    /// <summary>How many channels the device says it supports.</summary>
    uint MaxChannels { get; }

    /// <summary>The first word of the last slow page.</summary>
    ulong SlowWord { get; }

    /// <summary>Where the VMM's own memory changed: <see cref="CanaryPages.FindChanged"/>; 0 for nowhere.</summary>
    ulong ChangedBeside { get; }

    /// <summary>The command that the handshake gave a slot's channel.</summary>
    uint CommandOf(int slot);

    /// <summary>The contents of a slot's buffer.</summary>
    ReadOnlySpan<byte> Buffer(int slot)
    {
        var bytes = new byte[Request.Size];
        for (var i = 0; i < bytes.Length; i++)
        {
            var at = RoundLayout.BufferOf(slot) + (ulong)i;
            bytes[i] = Page(RoundLayout.Layout.Place(at, 1).FirstPage)[PageGeometry.Offset(at)];
        }

        return bytes;
    }
}
