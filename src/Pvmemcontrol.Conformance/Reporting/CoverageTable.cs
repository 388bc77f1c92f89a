// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Worlds;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Reporting;

/// <summary>The table of a report: one row for each requirement.</summary>
public static class CoverageTable
{
    /// <summary>Column heads and rows; every row has as many cells.</summary>
    /// <param name="verdicts">The runs.</param>
    /// <param name="worlds">The worlds that were searched.</param>
    public static IReadOnlyList<IReadOnlyList<string>> Rows(
        IReadOnlyList<Verdict> verdicts, IReadOnlyList<WorldRun> worlds)
    {
        List<IReadOnlyList<string>> rows = [["requirement", "level", "basis", "exercised", "violated", "about"]];
        bool IsForOthers(Requirement r) => IsForOtherCommands(r) || (r.Check == RequirementCheck.BareKernel
            && verdicts.All(v => v.Target.Kind != Targets.TargetKind.BareKernel));
        rows.AddRange(Catalogue.All.Where(r => !IsForOthers(r)).Select(r => Row(r, verdicts)));
        rows.AddRange(Catalogue.All.Where(IsForOthers).GroupBy(r => (r.Id.Area, r.Check))
            .Select(group => Row([.. group], verdicts, worlds)));
        return rows;
    }

    /// <summary>Column heads, and a row for every entry of the catalogue, without any run.</summary>
    /// <param name="area">Which entries; null for all.</param>
    public static IReadOnlyList<IReadOnlyList<string>> Entries(RequirementArea? area) =>
    [
        ["requirement", "level", "basis", "checked by", "about"],
        .. Catalogue.All.Where(r => area is null || r.Id.Area == area).Select(r => new[]
        {
            r.Id.ToString(), CounterexampleText.Word(r), CounterexampleText.BasisName(r),
            r.Check == RequirementCheck.Stated
                ? "nothing here (stated only)"
                : CheckedBy(r).Replace("`", "", StringComparison.Ordinal)
                    .Replace("checked by ", "", StringComparison.Ordinal),
            r.Title,
        }),
    ];

    /// <summary>
    /// What a run is there for above all and did not exercise, though it found nothing wrong; or null.
    /// </summary>
    public static Requirement? Unexercised(Verdict verdict) =>
        verdict is { Outcome: Outcome.Conforms, Kind.Name: RunKind.ConcurrentName }
            && verdict.Coverage.Exercised(EffectRequirements.DropIsQuiescent) == 0
            ? EffectRequirements.DropIsQuiescent
            : null;

    /// <summary>Column heads, and a row for each requirement that a run on a device exercises.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Plan() =>
    [
        ["requirement", "level", "basis", "not met", "judged by", "about"],
        .. Catalogue.All.Where(r => !IsForOtherCommands(r) && r.Check != RequirementCheck.BareKernel).Select(r => new[]
        {
            r.Id.ToString(), CounterexampleText.Word(r), CounterexampleText.BasisName(r),
            r.MakesViolation ? "violation" : "deviation", HowJudged(r), r.Title,
        }),
    ];

    /// <summary>The requirements that the runs could have exercised and did not.</summary>
    public static IEnumerable<Requirement> NeverExercised(IReadOnlyList<Verdict> verdicts) =>
        Catalogue.All.Where(r => Exercised(r, verdicts) == 0 && NotTestable(r, verdicts) is null);

    /// <summary>
    /// How often the requirement was exercised in all runs: at least as often as it was violated, even if only a death
    /// of the process or an attribution showed that.
    /// </summary>
    public static long Exercised(Requirement requirement, IReadOnlyList<Verdict> verdicts) =>
        verdicts.Sum(v => Math.Max(v.Coverage.Exercised(requirement), IsNotMet(requirement, v) ? 1 : 0));

    /// <summary>The names of the targets that did not meet the requirement.</summary>
    public static IEnumerable<string> NotMetBy(Requirement requirement, IReadOnlyList<Verdict> verdicts) =>
        verdicts.Where(v => IsNotMet(requirement, v)).Select(v => v.Target.DisplayName).Distinct();

    /// <summary>Why no run of these can exercise the requirement, or null.</summary>
    public static string? NotTestable(Requirement requirement, IReadOnlyList<Verdict> verdicts) =>
        requirement.Check switch
        {
            RequirementCheck.Tests => "not testable here: needs host calls that a test can delay, or memory that comes "
                + "and goes; see tests/Properties",
            RequirementCheck.BareKernel when verdicts.All(v => v.Target.Kind != Targets.TargetKind.BareKernel) =>
                "not testable here: describes the kernel; see verify",
            RequirementCheck.Worlds => "not testable here: about the guest driver; see check",
            RequirementCheck.Sources => "not testable here: about a guest driver's source; see check",
            RequirementCheck.Stated => "not testable here: binds the VMM around the device",
            RequirementCheck.BareKernel when HostRequirements.IsAboutHugePages(requirement)
                && verdicts.All(v => v.Backing != Layouts.HugeName) =>
                "not testable here: no run used hugetlb memory",
            RequirementCheck.Oracle when VmmRequirements.IsAboutReset(requirement)
                && verdicts.Any(v => v.OffersReset is false) && verdicts.All(v => v.OffersReset is not true) =>
                "not testable here: the device has no function for VM reset",
            RequirementCheck.Oracle when VmmRequirements.IsAboutRestore(requirement)
                && verdicts.Any(v => v.OffersRestore is false) && verdicts.All(v => v.OffersRestore is not true) =>
                "not testable here: the device has no functions for save and restore",
            RequirementCheck.Oracle when requirement == VmmRequirements.OtherProcessClaimsLess
                && verdicts.All(v => v.Target.Kind != Targets.TargetKind.Server) =>
                "not testable here: binds a device in another process; see conform unix:SOCKET",
            RequirementCheck.Oracle when requirement == RequestRequirements.ReplyIsTheCalls
                && verdicts.All(v => v.Profile != Profile.Linux) => "not required in profile abi",
            RequirementCheck.Oracle => ServerCoverage.NotTestable(requirement, verdicts),
            RequirementCheck.BareKernel => null,
            _ => throw new ArgumentOutOfRangeException(nameof(requirement)),
        };

    private static string[] Row(
        Requirement[] group, IReadOnlyList<Verdict> verdicts, IReadOnlyList<WorldRun> worlds)
    {
        var id = $"{group[0].Id} ff.";
        if (group[0].Check != RequirementCheck.Worlds || worlds.Count == 0)
        {
            return [id, "", "", "-", "-", $"{group.Length} entries {NotTestable(group[0], verdicts)}"];
        }

        var violated = worlds.SelectMany(w => w.Exploration.Violations).Select(v => v.Requirement).Distinct()
            .Where(group.Contains).Select(r => r.Id.ToString());
        return
        [
            id, "", "", $"{worlds.Count} worlds", string.Join(", ", violated) is { Length: > 0 } ids ? ids : "no",
            $"{group.Length} entries about the guest driver; see check",
        ];
    }

    /// <summary>Which command or test suite checks the requirement, as the documents say it.</summary>
    public static string CheckedBy(Requirement requirement) => requirement.Check switch
    {
        RequirementCheck.Oracle when requirement == VmmRequirements.OtherProcessClaimsLess =>
            "checked by `conform unix:SOCKET`",
        RequirementCheck.Oracle => "checked by `verify`, `conform`",
        RequirementCheck.BareKernel => "checked by `verify`",
        RequirementCheck.Tests => "checked by tests/Properties",
        RequirementCheck.Worlds => "checked by `check`",
        RequirementCheck.Sources => "checked by `check --driver PATH`",
        RequirementCheck.Stated => "stated, not testable here",
        _ => throw new ArgumentOutOfRangeException(nameof(requirement)),
    };

    private static string HowJudged(Requirement requirement) => requirement.Check switch
    {
        RequirementCheck.Tests => "not testable here",
        _ when requirement == RequestRequirements.ReplyIsTheCalls => "scenarios, in profile linux",
        _ when BoundRequirements.IsAboutBounds(requirement) => "bounds: a guest that uses up all it may",
        _ when requirement == VmmRequirements.DestroyedDevicesLeaveNothing => "bounds: devices created and destroyed",
        _ when VmmRequirements.IsAboutReset(requirement) => "scenarios, if the device has VM reset",
        _ when VmmRequirements.IsAboutRestore(requirement) => "scenarios, if the device has save and restore",
        _ => "scenarios",
    };

    /// <summary>True for a requirement that no run of any target can exercise.</summary>
    private static bool IsForOtherCommands(Requirement requirement) =>
        requirement.Check is RequirementCheck.Worlds or RequirementCheck.Sources or RequirementCheck.Stated;

    private static bool IsNotMet(Requirement requirement, Verdict verdict) => verdict.Against(requirement) is not null;

    private static string[] Row(Requirement requirement, IReadOnlyList<Verdict> verdicts)
    {
        var exercised = Exercised(requirement, verdicts);
        var notMet = string.Join(", ", NotMetBy(requirement, verdicts));
        var reason = NotTestable(requirement, verdicts);
        return
        [
            requirement.Id.ToString(),
            CounterexampleText.Word(requirement),
            CounterexampleText.BasisName(requirement),
            exercised > 0 ? exercised.ToString("N0", CultureInfo.InvariantCulture) : reason is null ? "never" : "-",
            notMet.Length > 0 ? notMet : exercised > 0 ? "no" : "-",
            exercised == 0 && reason is not null ? reason : requirement.Title,
        ];
    }
}
