// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Traces;

/// <summary>Everything that a run of a scenario showed, to be kept: what the oracle needs to judge it again.</summary>
/// <param name="Host">What the host was able to.</param>
/// <param name="MaxChannels">How many channels the target said that it takes.</param>
/// <param name="Observations">One a step.</param>
/// <param name="Death">How the process ended; null when the run came to its end.</param>
/// <param name="End">Guest RAM after the last step; null when the process ended before.</param>
public sealed record Recording(
    HostCapabilities Host,
    uint MaxChannels,
    ImmutableArray<Observation> Observations,
    RunDeath? Death,
    EndState? End)
{
    /// <summary>Register values that were known by then to be constants of the target.</summary>
    public ImmutableArray<ulong> Constants { get; init; } = [];

    /// <summary>Keeps what a record shows: from the step on that ended the process, nothing.</summary>
    public static Recording Of(RunRecord record, RunDeath? death)
    {
        var seen = record.Observations.ToArray();
        seen.AsSpan(Math.Min(death?.Step ?? seen.Length, seen.Length)).Clear();
        return new Recording(
            record.Host, record.MaxChannels, [.. seen], death, death is null ? EndState.Of(record) : null);
    }
}

/// <summary>Guest RAM after the last step.</summary>
/// <param name="Vmas">The flags of every page's VMA, or <see cref="VmaTable.Unmapped"/>.</param>
/// <param name="Residency">Where every page was, as <see cref="ResidencyTable"/> has it.</param>
/// <param name="Pages">The pages that do not read as fresh ones, by index.</param>
public sealed record EndState(
    ImmutableArray<byte> Vmas, ImmutableArray<byte> Residency, ImmutableSortedDictionary<int, PageImage> Pages)
{
    /// <summary>Keeps what a record shows.</summary>
    public static EndState Of(RunRecord record)
    {
        var layout = record.Scenario.Layout;
        var pages = ImmutableSortedDictionary.CreateBuilder<int, PageImage>();
        for (var i = 0; i < layout.PageCount; i++)
        {
            if (!record.Page(i).SequenceEqual(FreshPage(layout, i).Bytes))
            {
                pages.Add(i, PageImage.Of(record.Page(i)));
            }
        }

        return new EndState([.. record.Vmas], [.. record.Residency], pages.ToImmutable());
    }

    /// <summary>A page's bytes.</summary>
    internal ReadOnlySpan<byte> Page(GuestLayout layout, int index) =>
        Pages.TryGetValue(index, out var image) ? image.Bytes : FreshPage(layout, index).Bytes;

    private static PageImage FreshPage(GuestLayout layout, int index) =>
        PageImage.Fresh(index, layout.BackingOfPage(index));
}
