// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Text.Json;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Reporting.Documents;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Reporting.Formats;

/// <summary>
/// The states of a counterexample in ITF, the Informal Trace Format that Apalache and Quint write and read: one JSON
/// object with the names of the variables, and their values state by state.
/// </summary>
public static class ItfTrace
{
    private const string BigInteger = "#bigint";

    /// <summary>
    /// Writes the states of the specification along a scenario: the transport, its channels and the pages of guest RAM.
    /// The last one is the state before the step that the specification does not explain, or after all of them.
    /// </summary>
    /// <returns>How many states there are.</returns>
    /// <exception cref="ArgumentException">There are none: see <see cref="CanWrite"/>.</exception>
    public static int Write(Stream stream, Counterexample counterexample)
    {
        if (counterexample is not ScenarioCounterexample shown)
        {
            throw new ArgumentException("no scenario", nameof(counterexample));
        }

        var recording = shown.Recording;
        var steps = recording.Scenario.Steps;
        var walk = SpecificationWalk.Of(recording, shown.Origin.Profile, recording.Constants, shown.IsBareKernel,
            Math.Min(recording.Death?.Step ?? int.MaxValue, steps.Length));
        Write(stream, $"{shown.Finding.Requirement.Id} on {shown.Origin.Target.DisplayName}: "
            + $"observed {shown.Finding.Observed}; allowed {shown.Finding.Allowed}",
            ["action", "phase", "channels", "pages", "alternatives"], walk.States.Length, (json, i) =>
            {
                json.WriteString("action", i == 0 ? "" : steps[i - 1].ToString());
                WriteState(json, walk.States[i]);
                json.WritePropertyName("alternatives");
                WriteInteger(json, walk.Alternatives[i]);
            });
        return walk.States.Length;
    }

    /// <summary>True for a scenario: no single order of steps decides the states of a round.</summary>
    public static bool CanWrite(Counterexample counterexample) => counterexample is ScenarioCounterexample;

    /// <summary>Writes the states of a world along its counterexample; how many there are.</summary>
    public static int Write(Stream stream, WorldTrace trace)
    {
        var facts = trace.Start;
        Write(stream, $"{trace.Requirement} in world {trace.World}, driver {trace.Driver}: {trace.Bounds}",
            ["actor", "action", "source", "facts", "violated"], trace.Steps.Length + 1, (json, i) =>
            {
                var step = i == 0 ? null : trace.Steps[i - 1];

                // A step that is itself the violation leads to no state.
                facts = step?.After ?? facts;
                json.WriteString("actor", step?.Actor ?? "");
                json.WriteString("action", step?.Text ?? "");
                json.WriteString("source", step?.Source ?? "");
                WriteMap(json, "facts", FactsOf(facts), (name, value) =>
                {
                    json.WriteStringValue(name);
                    json.WriteStringValue(value);
                });
                json.WriteString("violated", i == trace.Steps.Length ? trace.Requirement : "");
            });
        return trace.Steps.Length + 1;
    }

    private static void Write(
        Stream stream, string description, string[] variables, int count, Action<Utf8JsonWriter, int> write)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartObject("#meta");
        json.WriteString("format", "ITF");
        json.WriteString("source", "pvmemcontrol");
        json.WriteString("description", ShownText.Line(description));
        json.WriteEndObject();
        json.WriteStartArray("vars");
        foreach (var variable in variables)
        {
            json.WriteStringValue(variable);
        }

        json.WriteEndArray();
        json.WriteStartArray("states");
        for (var i = 0; i < count; i++)
        {
            json.WriteStartObject();
            json.WriteStartObject("#meta");
            json.WriteNumber("index", i);
            json.WriteEndObject();
            write(json, i);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteState(Utf8JsonWriter json, SpecState state)
    {
        json.WriteString("phase", state.Transport.Phase.ToString());
        WriteMap(json, "channels", state.Transport.Channels.Select(c => (c.Command, c.Buffer)), (command, buffer) =>
        {
            WriteInteger(json, command);
            WriteInteger(json, buffer);
        });
        WriteMap(json, "pages", Enumerable.Range(0, state.Host.Pages.Length).Select(i => (i, state.Host.Pages[i])),
            (index, page) =>
            {
                WriteInteger(json, (ulong)index);
                WritePage(json, page);
            });
    }

    private static void WritePage(Utf8JsonWriter json, in Page page)
    {
        var look = PageLooks.Of(page);
        json.WriteStartObject();
        json.WriteString("protection", look.Protection);
        json.WriteString("attributes", look.Attributes);
        json.WriteString("content", look.Content);
        json.WriteEndObject();
    }

    private static void WriteMap<TKey, TValue>(Utf8JsonWriter json, string name,
        IEnumerable<(TKey Key, TValue Value)> pairs, Action<TKey, TValue> write)
    {
        json.WriteStartObject(name);
        json.WriteStartArray("#map");
        foreach (var (key, value) in pairs)
        {
            json.WriteStartArray();
            write(key, value);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteInteger(Utf8JsonWriter json, ulong value)
    {
        json.WriteStartObject();
        json.WriteString(BigInteger, value.ToString(CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

    private static void WriteInteger(Utf8JsonWriter json, int value) => WriteInteger(json, (ulong)value);

    /// <summary>The facts of a state as the model shows it: "NAME: VALUE; NAME: VALUE".</summary>
    private static IEnumerable<(string Name, string Value)> FactsOf(string state) =>
        state.Split("; ", StringSplitOptions.RemoveEmptyEntries).Select(fact => fact.Split(": ", 2))
            .Select(parts => (parts[0], parts.Length > 1 ? parts[1] : ""));
}
