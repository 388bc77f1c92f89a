// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Concurrency.Broken;
using Pvmemcontrol.Concurrency.Races;
using Pvmemcontrol.Concurrency.Support;

namespace Pvmemcontrol.Concurrency.Replays;

/// <summary>A failing schedule as a file: three lines that say what was run, and the explorer's trace.</summary>
/// <param name="Race">The name of the race.</param>
/// <param name="Parts">The name of a broken variant with its requirement, or Impl.</param>
/// <param name="Finding">What was found, first line.</param>
/// <param name="Trace">The decisions of the scheduler.</param>
internal sealed record ScheduleFile(string Race, string Parts, string Finding, string Trace)
{
    /// <summary>The implementation without a broken part.</summary>
    internal const string Sound = "Impl";

    private const string Format = "pvmemcontrol schedule 1";

    /// <summary>Where the suite leaves failing schedules.</summary>
    internal static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "schedules");

    /// <summary>How a broken variant is named here.</summary>
    internal static string NameOf(BrokenVariant variant) => $"{variant.Name} {variant.Requirement}";

    /// <summary>Reads a file.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    internal static ScheduleFile Load(string path)
    {
        var lines = File.ReadAllText(path).Split('\n', 5);
        return lines is [Format, var race, var parts, var finding, var trace]
            ? new ScheduleFile(race, parts, finding, trace)
            : throw new FormatException($"{path} does not begin with '{Format}'");
    }

    /// <summary>Writes the schedule of a search that found something; the path.</summary>
    internal static string Save(string race, string parts, SearchResult result, string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{race}-{parts.Replace(' ', '-')}.schedule");
        File.WriteAllText(path, string.Join('\n', Format, race, parts, result.Finding!.Split('\n')[0], result.Trace));
        return path;
    }

    /// <summary>Runs the schedule.</summary>
    internal SearchResult Replay() => Search.Replay(
        AllRaces.Find(Race),
        Parts == Sound ? Support.Parts.Sound : BrokenVariant.All.First(v => NameOf(v) == Parts && v.Race == Race).Parts,
        Trace);
}
