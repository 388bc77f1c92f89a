// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;

namespace Pvmemcontrol.Conformance.Storms;

/// <summary>The numbers of a <see cref="StormSheet"/>, to be kept.</summary>
/// <param name="Fields">Those before the waves, by <see cref="StormField"/>.</param>
/// <param name="Waves">The counts of all waves.</param>
internal sealed record StormFigures(ImmutableArray<long> Fields, ImmutableArray<StormWave> Waves)
{
    /// <summary>The fields that are numbers of their own.</summary>
    internal static ImmutableArray<StormField> Names { get; } =
        [.. Enum.GetValues<StormField>().Where(f => f < StormField.Waves)];

    /// <summary>A number.</summary>
    internal long this[StormField field] => Fields[(int)field];

    /// <summary>What the guest tried to use up.</summary>
    internal StormKind Kind => (StormKind)this[StormField.Kind];

    /// <summary>Keeps what a sheet has.</summary>
    internal static StormFigures Of(StormSheet sheet) => new(
        [.. Names.Select(f => sheet[f])],
        [.. Enumerable.Range(0, MappingStorm.Waves.Length).Select(w => sheet.Wave(w))]);

    /// <summary>Puts them where the process of a storm would have left them.</summary>
    internal StormSheet ToSheet()
    {
        var sheet = StormSheet.Create();
        foreach (var field in Names)
        {
            sheet[field] = this[field];
        }

        for (var wave = 0; wave < Waves.Length; wave++)
        {
            sheet.Wave(wave) = Waves[wave];
        }

        return sheet;
    }
}
