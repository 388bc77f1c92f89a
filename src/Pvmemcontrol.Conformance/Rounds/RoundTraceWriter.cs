// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Text.Json;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>
/// Writes a trace of a round as JSON Lines: a header; every slot's request; every vCPU's steps with their records; the
/// pages that changed; and a last line.
/// </summary>
internal static class RoundTraceWriter
{
    /// <summary>Writes all lines.</summary>
    internal static void Write(Stream stream, RoundCounterexample counterexample)
    {
        var (recording, round) = (counterexample.Recording, counterexample.Recording.Round);
        TraceParts.WriteLine(stream, json => WriteHeader(json, counterexample));
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

    private static void WriteHeader(Utf8JsonWriter json, RoundCounterexample counterexample)
    {
        var (recording, rate) = (counterexample.Recording, counterexample.Rate);
        TraceParts.WriteOrigin(json, RoundTraceReader.Kind, counterexample.Origin);
        json.WriteNumber("round", counterexample.Origin.Index);
        TraceParts.Word(json, "roundSeed", recording.Round.Seed);
        json.WriteNumber("originalSteps", counterexample.OriginalSteps);
        TraceParts.WriteFinding(json, counterexample);
        json.WriteStartObject("rate");
        json.WriteNumber("shown", rate.Shown);
        json.WriteNumber("attempts", rate.Attempts);
        json.WriteNumber("times", rate.Times);
        json.WriteNumber("runs", rate.Runs);
        json.WriteEndObject();
        TraceParts.WriteHost(json, recording.Host);
        json.WriteNumber("maxChannels", recording.MaxChannels);
        TraceParts.Word(json, "workingDrops", recording.WorkingDrops);
        TraceParts.WriteVmasAtCreate(json, recording.VmasAtCreate);
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
        TraceParts.WriteRequest(json, request);
        if (slot < recording.Round.Channels)
        {
            TraceParts.Word(json, "command", recording.Commands[slot]);
        }

        json.WriteString("text", request.ToString());
    }

    private static void WriteStep(Utf8JsonWriter json, TakenStep taken, Round round)
    {
        var (step, record) = (taken.Step, taken.Record);
        json.WriteNumber("vcpu", taken.Vcpu);
        json.WriteString("step", step.Action.ToString());
        json.WriteNumber("slot", step.Slot);
        TraceParts.Word(json, "value", step.Value);
        TraceParts.Word(json, "other", step.Other);
        json.WriteNumber("begun", record.Begun);
        json.WriteNumber("returned", record.Returned);
        json.WriteNumber("seen", record.Seen);
        TraceParts.Word(json, "written", record.Written);
        json.WriteString("saw", record.Observation.Kind.ToString());
        var seen = record.Observation;
        TraceParts.Words(json, "words", seen.A, seen.B, seen.C, seen.D);

        // For human readers; the reader ignores it.
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
            TraceParts.Word(json, "slowWord", recording.End.SlowWord);
            if (recording.End.ChangedBeside != 0)
            {
                TraceParts.Word(json, "changedBeside", recording.End.ChangedBeside);
            }
        }

        json.WriteEndObject();
    }
}
