// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Bounds;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.MutationTests;

/// <summary>Correct devices that use a permitted alternative; the tool does not blame them.</summary>
[BeginsFirst]
public sealed class DifferentDeviceTests
{
    /// <summary>
    /// On memory of all kinds at once; in a long run half of that on each alone. bench/Gallery goes further.
    /// </summary>
    private static readonly long Requests = 2_000 * Effort.Factor;

    /// <summary>Where the deviations that a device has did not all show.</summary>
    private static readonly long MoreRequests = 4 * Requests;

    /// <summary>The C files beside these tests.</summary>
    public static TheoryData<string> Devices { get; } = [.. All.Select(d => d.Name)];

    private static IReadOnlyList<SampleDevice> All => SampleDevice.In("tests", "Properties", "Different", "c");

    [CTheory]
    [MemberData(nameof(Devices))]
    public void A_correct_device_has_only_the_deviations_that_it_says(string name)
    {
        var device = Named(name);
        var shown = DeviationsOf(Run(device.Target, Profile.Abi, Layouts.StandardName)).ToList();
        if (shown.Count < device.Deviations.Count)
        {
            shown = [.. DeviationsOf(Run(device.Target, Profile.Abi, Layouts.StandardName, MoreRequests))];
        }

        Assert.Equal(device.Deviations, shown);
    }

    [LongCTheory]
    [MemberData(nameof(Devices))]
    public void It_has_no_other_on_memory_of_each_kind_alone(string name)
    {
        var device = Named(name);
        Assert.All(Layouts.ByName.Keys.Where(b => b is not Layouts.HugeName and not Layouts.StandardName), backing =>
            Assert.Subset(device.Deviations.ToHashSet(),
                DeviationsOf(Run(device.Target, Profile.Abi, backing)).ToHashSet()));
    }

    [CTheory]
    [MemberData(nameof(Devices))]
    public void It_violates_nothing_where_Linux_itself_is_asked_for(string name) =>
        Run(Named(name).Target, Profile.Linux, Layouts.StandardName);

    [CargoFact]
    public void The_Rust_example_conforms_on_every_backing()
    {
        var target = TargetSpec.Library(Cargo.Build());
        foreach (var (profile, backing) in Layouts.ByName.Keys.Where(name => name != Layouts.HugeName)
            .SelectMany(name => new[] { (Profile.Abi, name), (Profile.Linux, name) }))
        {
            Assert.Empty(Run(target, profile, backing).Deviations);
        }

        var bounds = new BoundsProbe(target, OptionsOf(Profile.Abi, Layouts.StandardName)).Run();
        Assert.All(bounds, v => Assert.True(v.Outcome == Outcome.Conforms && v.Deviations.IsEmpty, v.Remark));
    }

    private static IEnumerable<string> DeviationsOf(Verdict verdict) => verdict.Deviations
        .Select(d => d.Finding.Requirement.Id.ToString()).Distinct().Order(StringComparer.Ordinal);

    internal static SampleDevice Named(string name) => All.First(d => d.Name == name);

    internal static Verdict Run(TargetSpec target, Profile profile, string backing, long? requests = null)
    {
        var options = OptionsOf(profile, backing);
        var verdict = new ScenarioCampaign(target, options with { Requests = requests ?? options.Requests }).Run();
        Assert.True(verdict.Outcome == Outcome.Conforms,
            $"{target.DisplayName}, {verdict.Kind.Measure}: {verdict.Outcome} {verdict.Violation?.Finding}\n"
            + string.Join('\n', verdict.Violation?.Steps ?? []));
        return verdict;
    }

    private static CampaignOptions OptionsOf(Profile profile, string backing) =>
        new()
        {
            Seed = 2,
            Profile = profile,
            Backing = backing,
            Requests = backing == Layouts.StandardName ? Requests : Requests / 2,
        };
}
