// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Mutants;

namespace Pvmemcontrol.Bench.Gallery;

/// <summary>The devices that are correct, each in its own way: none may be blamed.</summary>
internal static class CorrectDevices
{
    /// <summary>Prints the table; true when nothing was found but deviations that the devices really have.</summary>
    internal static bool Print(bool hasHugePages, long requests, ulong seed)
    {
        var isGood = true;
        string[] backings = [.. Layouts.ByName.Keys.Where(b => b != Layouts.HugeName || hasHugePages)];
        Console.WriteLine($"seed {seed}");
        Console.WriteLine($"{"correct device",-26} {"measure",-8} {"requests",11} {"s",7}  deviations");
        foreach (var (target, deviations) in Targets())
        {
            foreach (var profile in new[] { Profile.Abi, Profile.Linux })
            {
                var verdicts = backings.Select(b => new ScenarioCampaign(target, new CampaignOptions
                {
                    Seed = seed,
                    Profile = profile,
                    Backing = b,
                    Requests = requests,
                }).Run()).ToList();

                // Profile linux requires more than these devices offer.
                isGood &= Print(target, profile.ToString().ToLowerInvariant(), verdicts,
                    profile == Profile.Abi ? deviations : null);
            }

            var concurrent = new CampaignOptions { Seed = seed, Profile = Profile.Abi, Requests = requests };
            isGood &= Print(target, "concurrent", [new RoundCampaign(target, concurrent).Run()], deviations);
        }

        return isGood;
    }

    /// <summary>Prints a row; true when all that was found is among what may be found.</summary>
    private static bool Print(TargetSpec target, string what, List<Verdict> verdicts, IReadOnlyList<string>? allowed)
    {
        var violations = verdicts.Where(v => v.Violation is not null)
            .Select(v => $"VIOLATION {v.Violation!.Finding.Requirement.Id} on {v.Backing}").ToList();
        var found = verdicts.SelectMany(v => v.Deviations).Select(d => d.Finding.Requirement.Id.ToString())
            .Distinct().Order(StringComparer.Ordinal).ToList();
        var isDue = allowed is null || found.TrueForAll(allowed.Contains);
        Console.WriteLine($"{target.DisplayName,-26} {what,-8} "
            + $"{verdicts.Sum(v => v.Requests),11:N0} {verdicts.Sum(v => v.Elapsed.TotalSeconds),7:0.0}  "
            + string.Join(", ", violations.Concat(found).DefaultIfEmpty("none")) + (isDue ? "" : "  UNDUE"));
        return isDue && violations.Count == 0;
    }

    private static IEnumerable<(TargetSpec Target, IReadOnlyList<string> Deviations)> Targets()
    {
        string[] none = [];
        yield return (TargetSpec.Impl, none);
        foreach (var device in SampleDevice.In("examples", "c")
            .Concat(SampleDevice.In("tests", "Properties", "Different", "c")))
        {
            yield return (device.Target, device.Deviations);
        }

        var rust = Repository.PathOf("examples", "rust", "target", "release", "libpvmemcontrol_rust.so");
        if (File.Exists(rust))
        {
            yield return (TargetSpec.Library(rust), none);
        }
        else
        {
            Console.WriteLine("SKIPPED: the Rust example: cargo build --release --offline in examples/rust makes it");
        }
    }
}
