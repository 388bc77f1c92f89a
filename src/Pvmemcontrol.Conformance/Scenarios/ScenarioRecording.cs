// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>Everything that a run of a scenario showed: what the oracle needs to judge it again.</summary>
/// <param name="Scenario">What was run.</param>
/// <param name="Host">What the host could do.</param>
/// <param name="MaxChannels">How many channels the target said it supports.</param>
/// <param name="Observations">One a step.</param>
/// <param name="Death">How the process ended; null when the run completed.</param>
/// <param name="End">Guest RAM after the last step; null when the process ended before.</param>
public sealed record ScenarioRecording(
    Scenario Scenario,
    HostCapabilities Host,
    uint MaxChannels,
    ImmutableArray<Observation> Observations,
    RunDeath? Death,
    EndState? End) : IRunRecord
{
    /// <summary>Register values known to be constants of the target.</summary>
    public ImmutableArray<ulong> Constants { get; init; } = [];

    /// <inheritdoc/>
    public Vcpus Vcpus { get; init; }

    /// <summary>
    /// The flags of every page's VMA once the device was created; empty where no page had any attribute.
    /// </summary>
    public ImmutableArray<byte> VmasAtCreate { get; init; } = [];

    ReadOnlySpan<byte> IFinalMemory.VmasAtCreate => VmasAtCreate.AsSpan();

    ReadOnlySpan<Observation> IRunRecord.Observations => Observations.AsSpan();

    int IFinalMemory.PageCount => Scenario.Layout.PageCount;

    int IFinalMemory.StepCount => Scenario.Steps.Length;

    ReadOnlySpan<byte> IFinalMemory.Vmas => AtEnd.Vmas.AsSpan();

    ReadOnlySpan<byte> IFinalMemory.Residency => AtEnd.Residency.AsSpan();

    OthersView? IFinalMemory.Others => AtEnd.Others;

    private EndState AtEnd =>
        End ?? throw new InvalidOperationException("the process ended before guest RAM was read");

    /// <summary>Keeps a record up to the step that ended the process.</summary>
    public static ScenarioRecording Of(IRunRecord record, RunDeath? death)
    {
        var seen = record.Observations.ToArray();
        seen.AsSpan(Math.Min(death?.Step ?? seen.Length, seen.Length)).Clear();
        return new ScenarioRecording(record.Scenario, record.Host, record.MaxChannels, [.. seen], death,
            death is null ? EndState.Of(record) : null)
        {
            Vcpus = record.Vcpus,
            VmasAtCreate = Oracle.VmasAtCreate.Kept(record.VmasAtCreate),
        };
    }

    /// <summary>The violation that it shows, or else the deviations.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="isBareKernel">True when host calls were made without a device.</param>
    /// <param name="coverage">Counts what is exercised.</param>
    /// <param name="setAside">Requirements that the device is known not to meet; null for none.</param>
    public ImmutableArray<Finding> Judge(Profile profile, bool isBareKernel, Coverage coverage,
        ImmutableHashSet<Requirement>? setAside = null)
    {
        var oracle = new ScenarioOracle(profile, coverage, Constants, setAside);
        return Death is { } death
            ? [oracle.Judge(this, death, isBareKernel)]
            : oracle.Judge(this, isBareKernel).Findings;
    }

    ReadOnlySpan<byte> IFinalMemory.Page(int index) => AtEnd.Page(Scenario.Layout, index);
}

/// <summary>Guest RAM after the last step.</summary>
/// <param name="Vmas">The flags of every page's VMA, or <see cref="VmaTable.Unmapped"/>.</param>
/// <param name="Residency">Where every page was, as <see cref="ResidencyTable"/> has it.</param>
/// <param name="Pages">The pages that do not read as fresh ones, by index.</param>
public sealed record EndState(
    ImmutableArray<byte> Vmas, ImmutableArray<byte> Residency, ImmutableSortedDictionary<int, PageImage> Pages)
{
    /// <summary>What others do not see as they should; null where they do.</summary>
    public OthersView? Others { get; init; }

    /// <summary>Keeps what a record shows.</summary>
    internal static EndState Of(IRunRecord record)
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

        return new EndState([.. record.Vmas], [.. record.Residency], pages.ToImmutable()) { Others = record.Others };
    }

    /// <summary>A page's bytes.</summary>
    internal ReadOnlySpan<byte> Page(GuestLayout layout, int index) =>
        Pages.TryGetValue(index, out var image) ? image.Bytes : FreshPage(layout, index).Bytes;

    private static PageImage FreshPage(GuestLayout layout, int index) =>
        PageImage.Fresh(index, layout.BackingOfPage(index));
}
