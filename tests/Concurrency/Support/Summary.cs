// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Concurrency.Support;

/// <summary>Keeps a table of all searches beside the tests.</summary>
internal static class Summary
{
    private static readonly SortedDictionary<(string Part, string Line), bool> Lines = [];
    private static int _schedules;
    private static int _repeats;
    private static double _seconds;
    private static string _total = "";

    /// <summary>The file.</summary>
    internal static string File { get; } = Path.Combine(AppContext.BaseDirectory, "races.txt");

    /// <summary>A line of a part.</summary>
    internal static void Note(string part, string line)
    {
        lock (Lines)
        {
            Lines[(part, line)] = true;
            Write();
        }
    }

    /// <summary>The last line.</summary>
    internal static void Total(string line)
    {
        lock (Lines)
        {
            _total = line;
            Write();
        }
    }

    /// <summary>Counts a batch of schedules of sound parts.</summary>
    internal static (int Schedules, int Repeats, double Seconds) Count(SearchResult result)
    {
        lock (Lines)
        {
            _schedules += result.Schedules;
            _repeats += result.Schedules - result.Distinct;
            _seconds += result.Elapsed.TotalSeconds;
            return (_schedules, _repeats, _seconds);
        }
    }

    private static void Write() =>
        System.IO.File.WriteAllLines(File, Lines.Keys.Select(l => $"{l.Part,-7} {l.Line}").Append(_total));
}
