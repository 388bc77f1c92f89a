// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Bench.Gallery;

/// <summary>The devices that are each broken in one way, and what caught them.</summary>
internal static class BrokenDevices
{
    private const int MostSteps = 8;
    private const double MostSeconds = 20;
    private const double MostMedian = 3;

    /// <summary>Prints the table; true when every device is caught by its name, soon, and in few steps.</summary>
    internal static bool Print(string root, string output, bool hasHugePages, ulong seed)
    {
        var isGood = true;
        List<double> seconds = [];
        Console.WriteLine($"seed {seed}");
        Console.WriteLine($"{"broken device",-40} {"caught by",-14} {"on",-20} {"number",8} {"s",6} {"steps",6}");
        foreach (var exhibit in Exhibit.All(root, output, "tests", "Properties", "Broken", "c"))
        {
            if (WhyNot(exhibit, hasHugePages) is { } why)
            {
                Console.WriteLine($"{exhibit.Name,-40} SKIPPED: {why}");
                continue;
            }

            var caught = Hunt.Run(exhibit, seed);
            var complaint = caught.Requirement != exhibit.Requirement ? "  NOT BY ITS NAME"
                : caught.Seconds > MostSeconds ? "  LATE"
                : caught.Steps > MostSteps ? "  LONG"
                : "";
            isGood &= complaint.Length == 0;
            seconds.Add(caught.Seconds);
            Console.WriteLine($"{exhibit.Name,-40} {caught.Requirement ?? "nothing",-14} {caught.How,-20} "
                + $"{caught.Number,8:N0} {caught.Seconds,6:0.0} {caught.Steps?.ToString() ?? "-",6}{complaint}");
        }

        seconds.Sort();
        var median = seconds[seconds.Count / 2];
        Console.WriteLine($"{seconds.Count} devices; median {median:0.0} s, longest {seconds[^1]:0.0} s");
        return isGood && median <= MostMedian;
    }

    private static string? WhyNot(Exhibit exhibit, bool hasHugePages) =>
        exhibit.NeedsHugePages && !hasHugePages ? "no huge pages" : null;
}
