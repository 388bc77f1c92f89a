// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using System.Globalization;
using Pvmemcontrol.Bench.Spin.Worlds;
using Pvmemcontrol.Model.Checking;

namespace Pvmemcontrol.Bench.Spin;

/// <summary>One search, by whichever program.</summary>
/// <param name="States">Distinct states.</param>
/// <param name="Transitions">Steps followed.</param>
/// <param name="Seconds">The search alone, as the program itself measured it.</param>
/// <param name="PeakBytes">The largest resident set of the whole process; 0 when not asked.</param>
internal readonly record struct Measured(long States, long Transitions, double Seconds, long PeakBytes)
{
    /// <summary>Distinct states found in a second.</summary>
    internal double Rate => States / Seconds;

    /// <summary>Memory of the whole process for each state.</summary>
    internal double BytesPerState => (double)PeakBytes / States;

    /// <summary>Searches here, as the only thing that this process does.</summary>
    /// <param name="name">A world of <see cref="BenchWorlds"/>, or <c>narrow-N</c> or <c>wide-N</c>: a box.</param>
    /// <param name="threads">To search with.</param>
    internal static Measured Here(string name, int threads)
    {
        // The compiler has its time before: pan was compiled before it started, too.
        Explorer.Explore(Named(name, small: true), new ExplorationOptions { Threads = threads });
        var watch = Stopwatch.StartNew();
        var found = Explorer.Explore(Named(name, small: false), new ExplorationOptions { Threads = threads });
        var seconds = watch.Elapsed.TotalSeconds;
        using var process = Process.GetCurrentProcess();
        return new Measured(found.States, found.Transitions, seconds, process.PeakWorkingSet64);
    }

    /// <summary>One line for another process.</summary>
    internal string Serialise() => string.Create(
        CultureInfo.InvariantCulture, $"measured {States} {Transitions} {Seconds:R} {PeakBytes}");

    /// <summary>Searches in a process of its own, so that neither memory nor compiled code is inherited.</summary>
    internal static Measured InChild(string name, int threads)
    {
        var line = Output(Environment.ProcessPath!, "search", name, $"{threads}").Split('\n')
            .Single(l => l.StartsWith("measured ", StringComparison.Ordinal)).Split(' ');
        return new Measured(
            long.Parse(line[1], CultureInfo.InvariantCulture), long.Parse(line[2], CultureInfo.InvariantCulture),
            double.Parse(line[3], CultureInfo.InvariantCulture), long.Parse(line[4], CultureInfo.InvariantCulture));
    }

    /// <summary>Runs a verifier that Spin generated.</summary>
    internal static Measured Pan(string path)
    {
        // -w24: a hash table for 16 million states; -m: a stack that is deep enough, none of it used breadth-first.
        var lines = Output(path, "-w24", "-m4000000").Split('\n');
        if (lines.Any(l => l.Contains("max search depth too small", StringComparison.Ordinal)))
        {
            throw new InvalidOperationException($"{path} was not exhaustive");
        }

        double Number(string before, string after)
        {
            var line = lines.First(l => l.Contains(after, StringComparison.Ordinal));
            var from = line.IndexOf(before, StringComparison.Ordinal) + before.Length;
            var to = line.IndexOf(after, from, StringComparison.Ordinal);
            return double.Parse(line[from..to], CultureInfo.InvariantCulture);
        }

        return new Measured((long)Number("", " states, stored"), (long)Number("", " transitions (="),
            Number("elapsed time ", " seconds"), 0);
    }

    private static string Output(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}:\n{output}");
    }

    private static IWorld Named(string name, bool small)
    {
        var parts = name.Split('-');
        var states = parts.Length == 1 ? 0 : small ? 1_000_000 : long.Parse(parts[1], CultureInfo.InvariantCulture);
        return parts[0] switch
        {
            "narrow" => new BoxWorld<ulong>(states),
            "wide" => new BoxWorld<UInt128>(states),
            _ => BenchWorlds.All.Single(w => w.Name == name),
        };
    }
}
