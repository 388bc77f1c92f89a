// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Mutants;

namespace Pvmemcontrol.Bench.Gallery;

/// <summary>The devices that are each broken in one way, and the runs that caught them.</summary>
internal static class BrokenDevices
{
    private const int MostSteps = 8;
    private const double MostSeconds = 20;
    private const double MostMedian = 3;

    /// <summary>As the command has it.</summary>
    private static readonly TimeSpan DefaultTime = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A deviation does not end a run. One that shows in so short a run shows no later in a longer one.
    /// </summary>
    private static readonly TimeSpan DeviationTime = TimeSpan.FromSeconds(8);

    /// <summary>Prints the table; true when every device is caught by its name, soon, and in few steps.</summary>
    internal static bool Print(bool hasHugePages, ulong seed)
    {
        var isGood = true;
        List<double> seconds = [];
        Console.WriteLine($"seed {seed}");
        Console.WriteLine($"{"broken device",-40} {"caught by",-14} {"on",-20} {"number",8} {"s",6} {"steps",6}");
        foreach (var device in SampleDevice.In("tests", "Properties", "Broken", "c"))
        {
            if (device.NeedsHugePages && !hasHugePages)
            {
                Console.WriteLine($"{device.Name,-40} SKIPPED: no huge pages");
                continue;
            }

            var caught = Run(device, seed);
            var complaint = caught?.Requirement != device.Requirement ? "  NOT BY ITS NAME"
                : caught.Seconds > MostSeconds ? "  LATE"
                : caught.Steps > MostSteps ? "  LONG"
                : "";
            isGood &= complaint.Length == 0;
            seconds.Add(caught?.Seconds ?? 0);
            Console.WriteLine($"{device.Name,-40} {caught?.Requirement ?? "nothing",-14} {caught?.Measure,-20} "
                + $"{caught?.Number,8:N0} {caught?.Seconds,6:0.0} {caught?.Steps?.ToString() ?? "-",6}{complaint}");
        }

        seconds.Sort();
        var median = seconds[seconds.Count / 2];
        Console.WriteLine($"{seconds.Count} devices; median {median:0.0} s, longest {seconds[^1]:0.0} s");
        return isGood && median <= MostMedian;
    }

    private static Catch? Run(SampleDevice device, ulong seed) => MutantRun.Of(device.Target, device.Requirement,
        device.NeedsHugePages ? [Layouts.StandardName, Layouts.HugeName] : [Layouts.StandardName],
        Catalogue.Find(device.Requirement)!.MakesViolation ? DefaultTime : DeviationTime,
        new CampaignOptions { Seed = seed, Profile = Profile.Abi });
}
