// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Pvmemcontrol.Bench.Spin.Worlds;

namespace Pvmemcontrol.Bench.Spin;

/// <summary>Measures in turns, so that a slow minute of the machine slows all of them, and prints medians.</summary>
/// <param name="rounds">How often everything is measured.</param>
internal sealed class Table(int rounds)
{
    private static readonly (string Name, double BytesAtMost)[] Boxes =
        [("narrow-27000000", 24), ("wide-27000000", 40)];

    private bool _isBad;

    /// <summary>Prints the whole table; false when counts disagree.</summary>
    /// <param name="pans">The folder with NAME-dfs and NAME-bfs; null without Spin.</param>
    internal bool Print(string? pans)
    {
        Console.WriteLine($"{"",-58}{"median",10}  {"rounds",-18}{"target",-8}");
        foreach (var world in BenchWorlds.All)
        {
            PrintWorld(world.Name, pans);
        }

        foreach (var (name, bytesAtMost) in Boxes)
        {
            PrintBox(name, bytesAtMost);
        }

        return !_isBad;
    }

    private void PrintWorld(string name, string? pans)
    {
        var one = new List<Measured>();
        var two = new List<Measured>();
        var depth = new List<Measured>();
        var besideSpin = new List<Measured>();
        // First by itself: Spin gives a gigabyte back when it ends, and the next process pays for that.
        for (var round = 0; round < rounds; round++)
        {
            one.Add(Measured.InChild(name, 1));
            two.Add(Measured.InChild(name, 2));
        }

        for (var round = 0; pans is not null && round < rounds; round++)
        {
            depth.Add(Measured.Pan(Path.Combine(pans, $"{name}-dfs")));
            besideSpin.Add(Measured.InChild(name, 1));
        }

        Count($"{name}: states", one[0].States);
        Count($"{name}: transitions", one[0].Transitions);
        if (pans is not null)
        {
            var breadth = Measured.Pan(Path.Combine(pans, $"{name}-bfs"));
            Agree(name, [one[0], two[0], .. new[] { depth[0], breadth }.Select(WithoutTheInitialState)]);
            Row($"{name}: Spin depth-first, states/s", depth.Select(m => m.Rate));
        }

        Row($"{name}: one thread, states/s", one.Select(m => m.Rate));
        if (pans is not null)
        {
            Row($"{name}: one thread / Spin depth-first", besideSpin.Zip(depth, (a, b) => a.Rate / b.Rate),
                atLeast: 8);
        }

        Row($"{name}: two threads / one", two.Zip(one, (a, b) => a.Rate / b.Rate), atLeast: 1.7);
    }

    private void PrintBox(string name, double bytesAtMost)
    {
        var kind = name.StartsWith("wide", StringComparison.Ordinal) ? "128-bit keys" : "64-bit keys";
        var one = Enumerable.Range(0, rounds).Select(_ => Measured.InChild(name, 1)).ToList();
        Count($"{kind}, 3 small steps a state: states", one[0].States);
        Row($"{kind}, 3 small steps a state: one thread, states/s", one.Select(m => m.Rate),
            atLeast: kind[0] == '6' ? 3_000_000 : 2_000_000);
        Row($"{kind}: peak bytes of the process, per state", one.Select(m => m.BytesPerState), atMost: bytesAtMost);
    }

    // Spin counts the initial state among the transitions.
    private static Measured WithoutTheInitialState(Measured pan) => pan with { Transitions = pan.Transitions - 1 };

    private void Agree(string name, Measured[] all)
    {
        var agree = all.All(m => (m.States, m.Transitions) == (all[0].States, all[0].Transitions));
        _isBad |= !agree;
        var what = $"{name}: counts of Spin, depth- and breadth-first";
        Console.WriteLine($"{what,-58}{(agree ? "the same" : "OTHERS"),10}");
    }

    private static void Count(string what, long count) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-58}{count,10:N0}"));

    private static void Row(string what, IEnumerable<double> values, double? atLeast = null, double? atMost = null)
    {
        var sorted = values.Order().ToArray();
        var median = sorted[sorted.Length / 2];
        var target = atLeast is { } low ? $">= {Text(low),-10}{(median >= low ? "met" : "missed")}"
            : atMost is { } high ? $"<= {Text(high),-10}{(median <= high ? "met" : "missed")}" : "";
        Console.WriteLine(
            $"{what,-58}{Text(median),10}  {$"{Text(sorted[0])} to {Text(sorted[^1])}",-22}{target}".TrimEnd());
    }

    private static string Text(double value) => value switch
    {
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1_000_000:0.00} M"),
        >= 1_000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1_000:0} k"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value:0.0#}"),
    };
}
