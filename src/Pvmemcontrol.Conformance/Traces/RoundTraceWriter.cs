// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Traces;

/// <summary>
/// Writes a trace of a round as JSON Lines: a header; every slot's request; every vCPU's steps with what became of
/// them; the pages that are not as they were before; and a last line.
/// </summary>
internal static class RoundTraceWriter
{
    /// <summary>Writes all lines.</summary>
    internal static void Write(Stream stream, RoundTrace trace)
    {
        var (recording, round) = (trace.Recording, trace.Recording.Round);
        TraceParts.WriteLine(stream, json => WriteHeader(json, trace));
        for (var slot = 0; slot < round.Requests.Length; slot++)
        {
            var index = slot;
            TraceParts.WriteLine(stream, json => WriteSlot(json, recording, index));
        }

        foreach (var taken in recording.Steps)
        {
            TraceParts.WriteLine(stream, json => WriteStep(json, taken, round));
        }

        TraceParts.WritePages(stream, recording.End?.Pages ?? ImmutableSortedDictionary<int, PageImage>.Empty);
        TraceParts.WriteLine(stream, json => WriteEnd(json, recording));
    }

    private static void WriteHeader(Utf8JsonWriter json, RoundTrace trace)
    {
        var (recording, rate) = (trace.Recording, trace.Rate);
        json.WriteNumber(RoundTraceReader.Kind, Trace.FormatVersion);
        json.WriteString("target", trace.Target.ToString());
        json.WriteString("profile", trace.Profile.ToString());
        json.WriteString("seed", trace.RunSeed.ToString(CultureInfo.InvariantCulture));
        json.WriteNumber("round", trace.Index);
        TraceSteps.Word(json, "roundSeed", recording.Round.Seed);
        json.WriteNumber("originalSteps", trace.OriginalSteps);
        TraceParts.WriteFinding(json, trace);
        json.WriteStartObject("rate");
        json.WriteNumber("shown", rate.Shown);
        json.WriteNumber("attempts", rate.Attempts);
        json.WriteNumber("times", rate.Times);
        json.WriteNumber("runs", rate.Runs);
        json.WriteEndObject();
        TraceParts.WriteHost(json, recording.Host);
        json.WriteNumber("maxChannels", recording.MaxChannels);
        TraceSteps.Word(json, "workingDrops", recording.WorkingDrops);
        json.WriteNumber("channels", recording.Round.Channels);
        json.WriteNumber("slots", recording.Round.Requests.Length);
        json.WriteStartArray("vcpus");
        foreach (var steps in recording.Round.Vcpus)
        {
            json.WriteNumberValue(steps.Length);
        }

        json.WriteEndArray();
    }

    private static void WriteSlot(Utf8JsonWriter json, RoundRecording recording, int slot)
    {
        var request = recording.Round.Requests[slot];
        json.WriteNumber("slot", slot);
        TraceSteps.Words(json, "request", request.FunctionCode, request.Address, request.Length, request.Arg);
        if (slot < recording.Round.Channels)
        {
            TraceSteps.Word(json, "command", recording.Commands[slot]);
        }

        json.WriteString("text", request.ToString());
    }

    private static void WriteStep(Utf8JsonWriter json, TakenStep taken, Round round)
    {
        var (step, record) = (taken.Step, taken.Record);
        json.WriteNumber("vcpu", taken.Vcpu);
        json.WriteString("step", step.Action.ToString());
        json.WriteNumber("slot", step.Slot);
        TraceSteps.Word(json, "value", step.Value);
        TraceSteps.Word(json, "other", step.Other);
        json.WriteNumber("begun", record.Begun);
        json.WriteNumber("returned", record.Returned);
        json.WriteNumber("seen", record.Seen);
        TraceSteps.Word(json, "written", record.Written);
        json.WriteString("saw", record.Observation.Kind.ToString());
        var seen = record.Observation;
        TraceSteps.Words(json, "words", seen.A, seen.B, seen.C, seen.D);

        // For whoever opens the file; it is not read.
        json.WriteString("text", RoundText.Describe(step, round));
    }

    private static void WriteEnd(Utf8JsonWriter json, RoundRecording recording)
    {
        json.WriteStartObject("end");
        if (recording.Death is { } death)
        {
            TraceParts.WriteDeath(json, death);
        }
        else
        {
            TraceParts.WriteRuns(json, "vmas", recording.End!.Vmas.AsSpan());
            TraceSteps.Word(json, "slowWord", recording.End.SlowWord);
        }

        json.WriteEndObject();
    }
}
