// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Oracle;

/// <summary>
/// Guest RAM in the end of which most pages are alike, down to the same bytes: of such pages one is looked at, and what
/// it exercises is counted once.
/// </summary>
public sealed class AlikePagesVerdictTests
{
    private const int Page = 5;
    private const VmaFlags Executable = VmaFlags.ReadWrite | VmaFlags.Execute;
    private static readonly GuestLayout Layout = Layouts.ByName["private"];
    private static readonly HostMapping Fresh = FreshOf(Layout, UntouchedRules.BehindDevice);

    public static TheoryData<string> Changes { get; } = [.. ReasonsOfOnePage.Keys];

    private static Dictionary<string, (Func<Page, Page> Change, Requirement Reason)> ReasonsOfOnePage => new()
    {
        ["protection"] = (page => page with { ProtectedBy = EffectRequirements.ProtectionIsInForce },
            EffectRequirements.ProtectionIsInForce),
        ["attribute"] = (page => page with
        {
            AttributedBy = page.AttributedBy.With(VmaFlags.DontDump, AttributeRequirements.DontDumpMeansNoDump),
        }, AttributeRequirements.DontDumpMeansNoDump),
        ["content"] = (page => page with { Content = page.Content.Because(EffectRequirements.DontNeedZeroes) },
            EffectRequirements.DontNeedZeroes),
        ["presence"] = (page => page with { Presence = Presence.Absent(AttributeRequirements.DiscardGivesBack) },
            AttributeRequirements.DiscardGivesBack),
    };

    [Fact]
    [Trait("Requirement", "PVMC-DEV-045")]
    public void Of_pages_that_changed_alike_the_first_is_named() =>
        AssertFound(EffectRequirements.OtherProtectionsStay, Page,
            Fresh, Flags((Page, VmaFlags.Read), (Page + 1, VmaFlags.Read)));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-043")]
    public void So_it_is_of_pages_that_should_have_changed_alike()
    {
        var isProtected = Changed(Fresh, pages: 2, page => page with
        {
            Vma = VmaSet.Only(VmaFlags.None),
            ProtectedBy = EffectRequirements.ProtectionIsInForce,
        });
        AssertFound(EffectRequirements.ProtectionIsInForce, Page, isProtected, Flags());
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-067")]
    public void A_page_that_became_executable_is_found_beside_one_that_was_so_from_the_start() =>
        AssertFound(AttributeRequirements.NothingBecomesExecutable, Page + 1, Fresh,
            Flags((Page, Executable), (Page + 1, Executable)), atCreate: Flags((Page, Executable)));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-066")]
    public void A_page_that_was_not_given_back_is_found_beside_one_that_was()
    {
        var discarded = Changed(Fresh, pages: 2, page => page with
        {
            Presence = Presence.Absent(AttributeRequirements.DiscardGivesBack),
        });
        var residency = Enumerable.Repeat(ResidencyTable.Resident, Layout.PageCount).ToArray();
        residency[Page] = ResidencyTable.None;
        AssertFound(AttributeRequirements.DiscardGivesBack, Page + 1, discarded, Flags(), residency);
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-021")]
    public void A_page_with_other_bytes_is_found_between_fresh_ones()
    {
        var pages = ImmutableSortedDictionary<int, PageImage>.Empty.Add(Page, PageImage.Zero.With(9, [1]));
        AssertFound(RequestRequirements.NothingElseIsWritten, Page, Fresh, Flags(), pages: pages);
    }

    [Fact]
    public void Fresh_memory_exercises_each_reason_once()
    {
        var coverage = Counted(Fresh);
        Assert.Equal(1, coverage.Exercised(RequestRequirements.NothingElseIsWritten));
        Assert.Equal(1, coverage.Exercised(EffectRequirements.OtherProtectionsStay));
        Assert.Equal(3, coverage.Exercised(AttributeRequirements.OtherAttributesStay));
        Assert.Equal(1, coverage.Exercised(AttributeRequirements.NothingBecomesExecutable));
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_page_with_another_reason_exercises_it_and_the_page_after_it_the_first_again(string what)
    {
        var (change, reason) = ReasonsOfOnePage[what];
        var coverage = Counted(Changed(Fresh, pages: 1, change));
        Assert.Equal(1, coverage.Exercised(reason));
        Assert.Equal(what == "protection" ? 2 : 3, coverage.Exercised(EffectRequirements.OtherProtectionsStay));
    }

    [Theory]
    [Trait("Requirement", "PVMC-DEV-068")]
    [InlineData("private", 0)]
    [InlineData("file", 1)]
    [InlineData("shared", 1)]
    [InlineData("mixed", 1)]
    public void Others_can_see_only_files_and_shared_memory(string layout, long exercised) =>
        Assert.Equal(exercised, Counted(FreshOf(Layouts.ByName[layout], UntouchedRules.BehindDevice))
            .Exercised(AttributeRequirements.OthersSeeTheSame));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-067")]
    public void What_only_a_device_can_violate_is_not_exercised_without_one()
    {
        var coverage = Counted(FreshOf(Layouts.Standard, UntouchedRules.BareKernel));
        Assert.Equal(0, coverage.Exercised(AttributeRequirements.OthersSeeTheSame));
        Assert.Equal(0, coverage.Exercised(AttributeRequirements.NothingBecomesExecutable));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-067")]
    public void Nor_is_what_a_device_in_another_process_cannot_change()
    {
        var coverage = Counted(FreshOf(Layouts.Standard, UntouchedRules.BehindDevice, isOtherProcess: true));
        Assert.Equal(0, coverage.Exercised(AttributeRequirements.NothingBecomesExecutable));
        Assert.Equal(0, coverage.Exercised(EffectRequirements.OtherProtectionsStay));
    }

    private static HostMapping FreshOf(GuestLayout layout, UntouchedRules rules, bool isOtherProcess = false) =>
        HostMapping.Fresh(layout, HostCapabilities.Typical with { IsOtherProcess = isOtherProcess }, rules);

    private static HostMapping Changed(HostMapping host, int pages, Func<Page, Page> change) => host.Change(
        Layout.Place(Layout.AddressOfPage(Page), (ulong)pages * PageGeometry.Size), (_, page) => change(page));

    private static byte[] Flags(params ReadOnlySpan<(int Page, VmaFlags Flags)> others)
    {
        var flags = Enumerable.Repeat((byte)VmaFlags.ReadWrite, Layout.PageCount).ToArray();
        foreach (var (page, other) in others)
        {
            flags[page] = (byte)other;
        }

        return flags;
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-066")]
    public void Where_it_is_not_known_which_pages_are_resident_none_is_exercised_as_given_back() =>
        Assert.Equal(0, Counted(Changed(Fresh, pages: 1, ReasonsOfOnePage["presence"].Change), isResidencyKnown: false)
            .Exercised(AttributeRequirements.DiscardGivesBack));

    private static Coverage Counted(HostMapping host, bool isResidencyKnown = true)
    {
        var coverage = new Coverage();
        var vmas = Enumerable.Repeat((byte)VmaFlags.ReadWrite, host.Layout.PageCount).ToArray();
        byte[] residency = isResidencyKnown
            ? [.. host.Pages.Select(p => p.Presence is { IsResident: false }
                ? ResidencyTable.None
                : ResidencyTable.Resident)]
            : [];
        Assert.Null(Find(host, vmas, residency, [], ImmutableSortedDictionary<int, PageImage>.Empty, coverage));
        return coverage;
    }

    private static (Finding Finding, int Page)? Find(HostMapping host, byte[] vmas, byte[] residency, byte[] atCreate,
        ImmutableSortedDictionary<int, PageImage> pages, Coverage coverage)
    {
        var recording = new ScenarioRecording(new Scenario(0, host.Layout, []), HostCapabilities.Typical,
            uint.MaxValue, [], Death: null, new EndState([.. vmas], [.. residency], pages))
        {
            VmasAtCreate = [.. atCreate],
        };
        return FinalMemory.Find([new SpecState(Transport.Initial, host, default)], recording, coverage);
    }

    private static void AssertFound(Requirement requirement, int page, HostMapping host, byte[] vmas,
        byte[]? residency = null, byte[]? atCreate = null, ImmutableSortedDictionary<int, PageImage>? pages = null)
    {
        var found = Find(host, vmas, residency ?? [], atCreate ?? [],
            pages ?? ImmutableSortedDictionary<int, PageImage>.Empty, new Coverage());
        Assert.Equal(requirement, found?.Finding.Requirement);
        Assert.Equal(page, found?.Page);
    }
}
