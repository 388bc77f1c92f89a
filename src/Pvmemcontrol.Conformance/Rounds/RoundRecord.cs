// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Judging;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>What was recorded of a round: a view of the sheet, valid until it is written to again.</summary>
internal sealed class RoundRecord : IMemoryAtEnd
{
    private readonly RoundSheet _sheet;
    private readonly int _slot;

    internal RoundRecord(RoundSheet sheet, int slot, Round round)
    {
        _sheet = sheet;
        _slot = slot;
        Round = round;
        Steps =
        [
            .. from vcpu in Enumerable.Range(0, round.Vcpus.Length)
               from index in Enumerable.Range(0, round.Vcpus[vcpu].Length)
               select new TakenStep(vcpu, index, round.Vcpus[vcpu][index], sheet.Records(slot, vcpu)[index]),
        ];
    }

    /// <summary>What was run.</summary>
    internal Round Round { get; }

    /// <summary>All steps, vCPU by vCPU.</summary>
    internal IReadOnlyList<TakenStep> Steps { get; }

    /// <summary>True when the handshake before it worked.</summary>
    internal bool HasBegun => _sheet.HasBegun(_slot) != 0;

    /// <summary>The command that the handshake gave a slot's channel.</summary>
    internal uint CommandOf(int slot) => _sheet.Commands(_slot)[slot];

    /// <summary>What drops channels on this device.</summary>
    internal ulong WorkingDrops => _sheet.WorkingDrops;

    /// <summary>How many channels the device says that it takes.</summary>
    internal uint MaxChannels => (uint)_sheet.SaidChannels;

    /// <summary>The first word of the last slow page.</summary>
    internal ulong SlowWord => _sheet.SlowWord(_slot);

    /// <inheritdoc/>
    public int PageCount => RoundLayout.ComparedPages;

    /// <inheritdoc/>
    public int StepCount => Steps.Count;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Vmas => _sheet.Vmas(_slot);

    /// <summary>Nobody looked: other vCPUs may bring a page in while a request gives it back.</summary>
    public ReadOnlySpan<byte> Residency => [];

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Page(int index) => _sheet.Page(_slot, index);

    /// <summary>What is in a slot's buffer.</summary>
    internal ReadOnlySpan<byte> Buffer(int slot)
    {
        var bytes = new byte[Model.Abi.Request.Size];
        for (var i = 0; i < bytes.Length; i++)
        {
            var at = RoundLayout.BufferOf(slot) + (ulong)i;
            bytes[i] = Page(RoundLayout.Layout.Place(at, 1).FirstPage)[Model.Host.PageGeometry.Offset(at)];
        }

        return bytes;
    }
}
