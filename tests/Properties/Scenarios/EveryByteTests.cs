// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Scenarios;

/// <summary>
/// The runner leaves out pages that cannot have changed. A device that changes one byte is caught wherever the byte is:
/// in each page of each backing, whether the scenario has touched the page or not.
/// </summary>
public sealed class EveryByteTests
{
    private static readonly TargetSpec Device = TargetSpec.Managed(typeof(StrayByteDevice));

    [Theory]
    [InlineData("mixed")]
    [InlineData("private")]
    [InlineData("shared")]
    [InlineData("file")]
    [Trait("Requirement", "PVMC-DEV-021")]
    public void A_changed_byte_is_caught_in_every_page(string backing)
    {
        var layout = Layouts.ByName[backing];
        var pages = Enumerable.Range(0, layout.PageCount).ToList();
        AssertCaught(layout,
        [
            .. pages.Select(p => Changing(layout, p, At(p))),
            .. pages.Select(p => Changing(layout, p, 0)),
            .. pages.Select(p => Changing(layout, p, PageGeometry.Size - 1)),

            // Beside pages that the guest has filled, and in one of them.
            .. pages.Select(p => After(Fills(layout, p), Changing(layout, p, At(p)))),
            .. pages.Select(p => After(Fills(layout, p), Changing(layout, (p + 1) % layout.PageCount, At(p)))),

            // Shared memory whose page is not mapped at the end, with others that are, and without.
            .. pages.Where(p => layout.BackingOfPage(p).IsShared()).SelectMany(p => new[]
            {
                Changing(layout, p, At(p), StrayByteDevice.Unmapped),
                After(Fills(layout, p), Changing(layout, p, At(p), StrayByteDevice.Unmapped)),
            }),
        ]);
    }

    [HugeFact]
    [Trait("Requirement", "PVMC-DEV-021")]
    public void A_changed_byte_is_caught_in_every_page_of_huge_pages()
    {
        var layout = Layouts.Huge;
        var pages = Enumerable.Range(0, layout.PageCount).ToList();
        var some = pages.Where(p => p % (Backings.PagesInHugePage / 4) == 5).ToList();
        AssertCaught(layout,
        [
            .. pages.Select(p => Changing(layout, p, At(p))),
            .. some.Select(p => After(Fills(layout, p), Changing(layout, p, At(p)))),
            .. some.Where(p => layout.BackingOfPage(p).IsShared()).SelectMany(p => new[]
            {
                Changing(layout, p, At(p), StrayByteDevice.Unmapped),
                After(Fills(layout, (p + Backings.PagesInHugePage) % layout.PageCount),
                    Changing(layout, p, At(p), StrayByteDevice.Unmapped)),
            }),
        ]);
    }

    /// <summary>Another byte in each page.</summary>
    private static int At(int page) => (page * 977) % PageGeometry.Size;

    private static Step[] Fills(GuestLayout layout, int page) =>
        [new Step.Fill((ushort)page, 1), new Step.Fill((ushort)((page + 3) % layout.PageCount), 2)];

    private static Scenario After(Step[] steps, Scenario scenario) =>
        new(0, scenario.Layout, [.. steps, .. scenario.Steps]);

    private static Scenario Changing(GuestLayout layout, int page, int offset, ulong how = 0) => new(0, layout,
        [new Step.WriteRegister(Registers.Address, 8, (layout.AddressOfPage(page) + (ulong)offset) | how)]);

    private static void AssertCaught(GuestLayout layout, Scenario[] scenarios)
    {
        using var session = new ScenarioSession(Device, RunnerSettings.Default, layout);
        var oracle = new ScenarioOracle(Profile.Abi, new Coverage());

        // A correct run first: what is caught is not always there.
        foreach (var scenario in scenarios.Prepend(new Scenario(0, layout, [])))
        {
            session.Submit(0, [scenario]);
            Assert.Null(session.Collect(0));
            var violation = oracle.Judge(session.Record(0, 0)).Violation;
            Assert.True((violation is not null) == !scenario.Steps.IsEmpty,
                $"{string.Join("; ", scenario.Steps)}: {violation?.ToString() ?? "nothing is found"}");
            Assert.True(violation is null || IsAboutContent(violation.Requirement), violation?.ToString());
        }
    }

    /// <summary>What the guest stored, or what nobody did.</summary>
    private static bool IsAboutContent(Requirement requirement) =>
        requirement == RequestRequirements.NothingElseIsWritten;
}
