// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>The record of a round: a view of the sheet, valid until the next write to it.</summary>
internal sealed class RoundRecord : IRoundRecord
{
    private readonly RoundSheet _sheet;
    private readonly int _place;

    internal RoundRecord(RoundSheet sheet, int place, Round round)
    {
        _sheet = sheet;
        _place = place;
        Round = round;
        Steps =
        [
            .. from vcpu in Enumerable.Range(0, round.Vcpus.Length)
               from index in Enumerable.Range(0, round.Vcpus[vcpu].Length)
               select new TakenStep(vcpu, index, round.Vcpus[vcpu][index], sheet.Records(place, vcpu)[index]),
        ];
    }

    /// <inheritdoc/>
    public Round Round { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TakenStep> Steps { get; }

    /// <inheritdoc/>
    public bool HasBegun => _sheet.HasBegun(_place) != 0;

    /// <inheritdoc/>
    public ulong WorkingDrops => _sheet.WorkingDrops;

    /// <inheritdoc/>
    public uint MaxChannels => (uint)_sheet.SaidChannels;

    /// <inheritdoc/>
    public ulong SlowWord => _sheet.SlowWord(_place);

    /// <inheritdoc/>
    public ulong ChangedBeside => _sheet.ChangedBeside(_place);

    /// <inheritdoc/>
    public int PageCount => RoundLayout.ComparedPages;

    /// <inheritdoc/>
    public int StepCount => Steps.Count;

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Vmas => _sheet.Vmas(_place);

    /// <inheritdoc/>
    public ReadOnlySpan<byte> VmasAtCreate => _sheet.VmasAtCreate;

    /// <summary>Empty: another vCPU may fault in a page while a request gives it back.</summary>
    public ReadOnlySpan<byte> Residency => [];

    /// <inheritdoc/>
    public uint CommandOf(int slot) => _sheet.Commands(_place)[slot];

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Page(int index) => _sheet.Page(_place, index);
}
