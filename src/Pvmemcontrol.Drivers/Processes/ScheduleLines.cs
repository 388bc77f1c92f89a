// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pvmemcontrol.Drivers.Kernel;
using Pvmemcontrol.Drivers.Search;
using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Drivers.Processes;

/// <summary>A schedule as lines of JSON, with tasks by their names: what a trace has below its header.</summary>
internal static class ScheduleLines
{
    private static readonly Dictionary<string, int> Kworkers = new()
    {
        ["kworker"] = Machine.Kworker,
        ["kworker 2"] = Machine.SecondKworker,
    };

    internal static string[] Write(WorldSetup world, Schedule schedule) =>
    [
        .. schedule.Choices.Select(c => new JsonObject
        {
            ["choice"] = c.Ordinal,
            ["task"] = NameOf(world, c.Task),
            ["for"] = c.Kind.ToString(),
            ["among"] = c.Count,
            ["taken"] = c.Taken,
        }.ToJsonString()),
        .. schedule.Turns.Select(t => new JsonObject
        {
            ["turn"] = NameOf(world, t.Task),
            ["until"] = t.Until.ToString(),
        }.ToJsonString()),
        new JsonObject { ["turn"] = schedule.Last == 0 ? "any" : NameOf(world, schedule.Last) }.ToJsonString(),
    ];

    /// <summary>Reads lines.</summary>
    /// <exception cref="FormatException">They are no schedule of this world; one line.</exception>
    internal static Schedule Parse(WorldSetup world, IEnumerable<string> lines)
    {
        List<Turn> turns = [];
        List<Choice> choices = [];
        int? last = null;
        foreach (var line in lines)
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            if (last is not null)
            {
                throw new FormatException("a line stands below the last turn");
            }

            if (root.TryGetProperty("choice", out var ordinal))
            {
                choices.Add(new Choice(Number(world, root.GetProperty("task").GetString()!), ordinal.GetInt32(),
                    Enum.Parse<ChoiceKind>(root.GetProperty("for").GetString()!), root.GetProperty("among").GetInt32(),
                    root.GetProperty("taken").GetInt32()));
            }
            else if (root.TryGetProperty("until", out var until))
            {
                turns.Add(new Turn(Number(world, root.GetProperty("turn").GetString()!), Point(until.GetString()!)));
            }
            else
            {
                var name = root.GetProperty("turn").GetString()!;
                last = name == "any" ? 0 : Number(world, name);
            }
        }

        return new Schedule([.. turns], last ?? throw new FormatException("the last turn is missing"), [.. choices]);
    }

    private static TaskPoint Point(string text)
    {
        var parts = text.Split(' ');
        return parts.Length == 2 && parts[0] is "access" or "step"
            && ulong.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                ? new TaskPoint(parts[0] == "access", count)
                : throw new FormatException($"'{text}' is neither access NUMBER nor step NUMBER");
    }

    private static string NameOf(WorldSetup world, int task) =>
        Kworkers.FirstOrDefault(k => k.Value == task).Key ?? world.Actors[task - 1].Name;

    private static int Number(WorldSetup world, string name)
    {
        var index = world.Actors.Select(a => a.Name).ToList().IndexOf(name);
        return Kworkers.TryGetValue(name, out var kworker) ? kworker
            : index >= 0 ? index + 1
            : throw new FormatException($"the world has no task '{name}'");
    }
}
