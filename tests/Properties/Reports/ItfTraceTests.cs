// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Reporting;
using Pvmemcontrol.Conformance.Reporting.Formats;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Properties.Support;
using Pvmemcontrol.Properties.Tool;
using Xunit;

namespace Pvmemcontrol.Properties.Reports;

/// <summary>Exported states say what the model says.</summary>
public sealed class ItfTraceTests
{
    [Fact]
    public void The_states_of_a_scenario_are_those_of_the_specification_step_by_step()
    {
        var shown = SampleReports.Scenario(EffectRequirements.DeviceSurvives, "a page is lost");
        var states = States(stream => ItfTrace.Write(stream, shown));
        Assert.Equal(shown.Scenario.Steps.Length + 1, states.Count);
        Assert.Equal(["", .. shown.Scenario.Steps.Select(s => s.ToString())],
            states.Select(s => s.GetProperty("action").GetString()!));
        Assert.Equal(["Broken", "Broken", "Registering", "Registering", "Registering"],
            states.Select(s => s.GetProperty("phase").GetString()!));
        Assert.Equal(["zeros", "fill 1", "fill 1", "fill 1", "fill 1"], states.Select(s =>
            Map(s, "pages")[$"{SampleReports.LostPage}"].GetProperty("content").GetString()!));
        Assert.All(states, s => Assert.Equal(shown.Layout.PageCount, Map(s, "pages").Count));
    }

    [Fact]
    public void The_states_of_a_world_are_those_of_its_trace_file()
    {
        var file = Path.Combine(TemporaryDirectory.Make(), "world.jsonl");
        using (var writer = new StreamWriter(file))
        {
            WorldTraceFile.Write(writer, [SampleReports.World]);
        }

        var trace = WorldTrace.Read(file)!.Value[0];
        var violation = SampleReports.World.Exploration.Violations[0];
        Assert.Equal(violation.Steps.Select(s => s.After), trace.Steps.Select(s => s.After));
        var states = States(stream => ItfTrace.Write(stream, trace));
        Assert.Equal([.. violation.Steps.Select(s => s.Label.Text)],
            states.Skip(1).Select(s => s.GetProperty("action").GetString()!));
        Assert.All(violation.Steps.Zip(states.Skip(1)).Where(p => p.First.After is not null), p => Assert.Equal(
            p.First.After, string.Join("; ", Map(p.Second, "facts").Select(f => $"{f.Key}: {f.Value.GetString()}"))));
        Assert.Equal(violation.Requirement.Id.ToString(), states[^1].GetProperty("violated").GetString());
    }

    [Fact]
    public void A_malformed_counterexample_of_a_world_is_refused_with_its_line()
    {
        var file = Path.Combine(TemporaryDirectory.Make(), "world.jsonl");
        File.WriteAllText(file, "{\"version\":1,\"world\":7}\n");
        var refused = Assert.Throws<TraceFormatException>(() => WorldTrace.Read(file));
        Assert.StartsWith($"{file}:1: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_writes_the_file_and_refuses_what_has_no_states()
    {
        var directory = TemporaryDirectory.Make();
        var (trace, itf) = (Path.Combine(directory, "trace"), Path.Combine(directory, "trace.itf.json"));
        using (var stream = File.Create(trace))
        {
            SampleReports.Scenario(EffectRequirements.DeviceSurvives, "a page is lost").Write(stream);
        }

        var run = ToolRun.Of("replay", trace, "--export", $"itf={itf}");
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Equal(5, JsonDocument.Parse(File.ReadAllText(itf)).RootElement.GetProperty("states").GetArrayLength());
        Assert.Equal(5, ToolRun.Of("replay", trace, "--export", "tla=x").ExitCode);
    }

    /// <summary>Reads a trace as Apalache and Quint do: every variable has a value in every state.</summary>
    private static List<JsonElement> States(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        var trace = JsonDocument.Parse(stream.ToArray()).RootElement;
        Assert.Equal("ITF", trace.GetProperty("#meta").GetProperty("format").GetString());
        var variables = trace.GetProperty("vars").EnumerateArray().Select(v => v.GetString()!).Order().ToList();
        List<JsonElement> states = [.. trace.GetProperty("states").EnumerateArray()];
        Assert.All(states.Index(), state =>
        {
            Assert.Equal(state.Index, state.Item.GetProperty("#meta").GetProperty("index").GetInt32());
            Assert.Equal(variables, state.Item.EnumerateObject().Select(p => p.Name).Where(n => n != "#meta").Order());
        });
        return states;
    }

    private static Dictionary<string, JsonElement> Map(JsonElement state, string name) => state.GetProperty(name)
        .GetProperty("#map").EnumerateArray().ToDictionary(
            pair => pair[0].ValueKind == JsonValueKind.String
                ? pair[0].GetString()!
                : pair[0].GetProperty("#bigint").GetString()!,
            pair => pair[1]);
}
