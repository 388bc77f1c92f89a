// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Globalization;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Verdicts;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Properties.Support;
using Xunit;
using Xunit.Abstractions;

namespace Pvmemcontrol.Properties.Alive;

/// <summary>The ordinary run, on a broken variant: it must say that requirement's name.</summary>
internal static class Hunt
{
    private const ulong Seed = 1;
    private const long Requests = 40_000;
    private static readonly Lock TableLock = new();
    private static readonly ImmutableArray<string> Bounds =
        [.. Enumerable.Range(51, 4).Select(n => $"PVMC-DEV-0{n}"), "PVMC-VMM-023"];

    private static readonly SortedDictionary<string, string> Table = [];

    /// <summary>Fails unless the run names the requirement.</summary>
    internal static void AssertCaught(TargetSpec variant, BreaksAttribute broken, ITestOutputHelper output)
    {
        var requirement = broken.Requirement;
        Verdict? verdict = null;
        Evidence? evidence = null;
        foreach (var attempt in Attempts(variant, broken))
        {
            verdict = attempt;
            evidence = EvidenceOf(verdict, requirement);
            if (evidence is not null)
            {
                break;
            }
        }

        Assert.NotNull(verdict);
        Assert.True(evidence is not null, $"{variant.DisplayName}: {requirement} was not named; {Describe(verdict)}");
        Assert.True(evidence.IsReproduced, $"{variant.DisplayName}: not shown again in a fresh process");
        var line = string.Create(CultureInfo.InvariantCulture,
            $"{requirement}  {variant.DisplayName,-36} scenario {evidence.Index + 1,6:N0}  "
            + $"{evidence.Scenario.Steps.Length,3} steps  {verdict.Elapsed.TotalSeconds,5:0.0} s");
        output.WriteLine(line);
        Note(line);
    }

    /// <summary>The runs, one after the other until one names the requirement: those that are soon over come first.
    /// </summary>
    private static IEnumerable<Verdict> Attempts(TargetSpec variant, BreaksAttribute broken)
    {
        var storms = Storms(variant, broken);
        var runs = Runs(variant, broken, Requests / 5);
        var first = Bounds.Contains(broken.Requirement) ? storms.Concat(runs) : runs.Concat(storms);
        return first.Concat(Runs(variant, broken, Requests));
    }

    /// <summary>Some requirements ask for Linux's own behaviour.</summary>
    private static IEnumerable<Verdict> Runs(TargetSpec variant, BreaksAttribute broken, long requests)
    {
        foreach (var profile in new[] { Profile.Abi, Profile.Linux })
        {
            yield return new Campaign(variant, OptionsOf(profile, broken) with { Requests = requests }).Run();
        }
    }

    /// <summary>Some show only once a guest asks for as much as it can get.</summary>
    private static IEnumerable<Verdict> Storms(TargetSpec variant, BreaksAttribute broken)
    {
        var probe = new BoundsProbe(variant, OptionsOf(Profile.Abi, broken));
        foreach (var verdict in probe.RunLives())
        {
            yield return verdict;
        }

        foreach (var verdict in probe.Run())
        {
            yield return verdict;
        }
    }

    private static CampaignOptions OptionsOf(Profile profile, BreaksAttribute broken)
    {
        // Only the variant that hangs is waited for so long; a correct step takes microseconds.
        var runner = RunnerSettings.Default with { StepLimit = TimeSpan.FromSeconds(2) };
        return new CampaignOptions
        {
            Seed = Seed,
            Profile = profile,
            Backing = broken.Backing,
            Runner = broken.LockLimit == ulong.MaxValue ? runner : runner.WithLockLimit(broken.LockLimit),
        };
    }

    private static Evidence? EvidenceOf(Verdict verdict, string requirement) =>
        verdict.Deviations.Prepend(verdict.Violation)
        .FirstOrDefault(e => e?.Finding.Requirement.Id.ToString() == requirement);

    private static string Describe(Verdict verdict) => $"{verdict.Outcome} after {verdict.Scenarios} scenarios: "
        + string.Join("; ", verdict.Deviations.Prepend(verdict.Violation)
            .Select(e => e?.Finding.ToString() ?? "no violation"));

    /// <summary>Keeps a table of all hunts beside the tests, for whoever ran them.</summary>
    private static void Note(string line)
    {
        lock (TableLock)
        {
            Table[line] = line;
            File.WriteAllLines(Path.Combine(AppContext.BaseDirectory, "alive.txt"), Table.Values);
        }
    }
}
