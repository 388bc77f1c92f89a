// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Text.Json;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>Reads the lines of a trace of a round.</summary>
internal sealed class RoundTraceReader(TraceLines lines)
{
    /// <summary>The first member of its header.</summary>
    internal const string Kind = "pvmround";

    private const int MostInRound = Round.MostVcpus * Round.MostSteps;

    /// <summary>Reads what follows the first member of the header.</summary>
    /// <param name="fields">The header.</param>
    internal RoundCounterexample Read(Fields fields)
    {
        var origin = TraceParts.ReadOrigin(fields, Layouts.StandardName, "round");
        var roundSeed = fields.Word("roundSeed");
        var original = (int)fields.Number("originalSteps", 0, MostInRound);
        var (found, from, isReproduced) = TraceParts.ReadFinding(fields.Object("finding"), steps: 0);
        var rate = ReadRate(fields.Object("rate"));
        var host = TraceParts.ReadHost(fields.Object("host"));
        var maxChannels = (uint)fields.Number("maxChannels", 0, uint.MaxValue);
        var drops = fields.Word("workingDrops");
        var atCreate = TraceParts.ReadVmasAtCreate(fields, RoundLayout.ComparedPages);
        var slots = (int)fields.Number("slots", 1, Round.MostSlots);
        var channels = (int)fields.Number("channels", 1, slots);
        var counts = ReadCounts(fields.Array("vcpus"));
        fields.End();

        var (requests, commands) = ReadSlots(slots, channels);
        var (steps, records) = ReadSteps(counts, slots);
        var round = new Round(roundSeed, channels, requests, steps);
        Require(RoundValidator.WhyNot(round));
        var (death, end) = ReadEnd();
        Require(StepRecordValidator.WhyNot(records, isWhole: death is null));
        return new RoundCounterexample(found, origin, rate with { IsReproduced = isReproduced },
            new RoundRecording(round, host, maxChannels, drops, commands, records, death, end)
            {
                VmasAtCreate = atCreate,
            }, original)
        {
            RecordedAs = from,
        };
    }

    private static void Require(string? whyNot)
    {
        if (whyNot is not null)
        {
            throw new FormatException(whyNot);
        }
    }

    private static Rate ReadRate(Fields fields)
    {
        var attempts = (int)fields.Number("attempts", 0, int.MaxValue);
        var runs = fields.Number("runs", 0, int.MaxValue);
        var rate = new Rate(
            (int)fields.Number("shown", 0, attempts), attempts, fields.Number("times", 0, runs), runs,
            IsReproduced: false);
        fields.End();
        return rate;
    }

    private static int[] ReadCounts(JsonElement[] vcpus) => vcpus.Length is > 0 and <= Round.MostVcpus
        ? [.. vcpus.Select(v => (int)Fields.Number(v, "vcpus", 0, Round.MostSteps))]
        : throw new FormatException($"'vcpus' are {vcpus.Length}, not 1 to {Round.MostVcpus}");

    private (ImmutableArray<Request> Requests, ImmutableArray<uint> Commands) ReadSlots(int slots, int channels)
    {
        var requests = ImmutableArray.CreateBuilder<Request>(slots);
        var commands = ImmutableArray.CreateBuilder<uint>(channels);
        for (var slot = 0; slot < slots; slot++)
        {
            using var line = lines.NextJson($"slot {slot} of {slots}");
            var fields = new Fields(line.RootElement, "a slot");
            _ = fields.Number("slot", slot, slot);
            requests.Add(TraceParts.ReadRequest(fields));
            if (slot < channels)
            {
                commands.Add((uint)TraceParts.Word(fields, "command", uint.MaxValue));
            }

            _ = fields.Text("text");
            fields.End();
        }

        return (requests.MoveToImmutable(), commands.MoveToImmutable());
    }

    private (ImmutableArray<ImmutableArray<VcpuStep>> Steps, ImmutableArray<ImmutableArray<StepRecord>> Records)
        ReadSteps(int[] counts, int slots)
    {
        var steps = ImmutableArray.CreateBuilder<ImmutableArray<VcpuStep>>(counts.Length);
        var records = ImmutableArray.CreateBuilder<ImmutableArray<StepRecord>>(counts.Length);
        for (var vcpu = 0; vcpu < counts.Length; vcpu++)
        {
            var taken = new (VcpuStep Step, StepRecord Record)[counts[vcpu]];
            for (var i = 0; i < taken.Length; i++)
            {
                using var line = lines.NextJson($"step {i + 1} of {counts[vcpu]} of vCPU {vcpu}");
                var fields = new Fields(line.RootElement, "a step");
                _ = fields.Number("vcpu", vcpu, vcpu);
                taken[i] = ReadStep(fields, slots);
                fields.End();
            }

            steps.Add([.. taken.Select(t => t.Step)]);
            records.Add([.. taken.Select(t => t.Record)]);
        }

        return (steps.MoveToImmutable(), records.MoveToImmutable());
    }

    private static (VcpuStep Step, StepRecord Record) ReadStep(Fields fields, int slots)
    {
        var step = new VcpuStep(fields.Member<VcpuAction>("step"), (int)fields.Number("slot", 0, Round.MostSlots - 1),
            fields.Word("value"), fields.Word("other"));
        Require(RoundValidator.WhyNot(step, slots));
        var kind = fields.Member<ObservationKind>("saw");
        var words = TraceParts.Words(fields, "words", least: 4, most: 4);
        var record = new StepRecord
        {
            Begun = fields.Number("begun", 0, StepRecordValidator.LastNumber),
            Returned = fields.Number("returned", 0, StepRecordValidator.LastNumber),
            Seen = fields.Number("seen", 0, StepRecordValidator.LastNumber),
            Written = fields.Word("written"),
            Observation = new Observation(kind, words[0], words[1], words[2], words[3]),
        };
        Require(StepRecordValidator.WhyNot(step, record));
        _ = fields.Text("text");
        return (step, record);
    }

    private (RunDeath? Death, RoundEnd? End) ReadEnd()
    {
        var (pages, (death, end)) = TraceParts.ReadToEnd(lines, RoundLayout.ComparedPages, end => end.Has("how")
            ? (TraceParts.ReadDeath(end), (RoundEnd?)null)
            : ((RunDeath?)null, ReadMemory(end)));
        return (death, end is null ? null : end with { Pages = pages });
    }

    private static RoundEnd ReadMemory(Fields end)
    {
        var vmas = TraceParts.ReadRuns(end, "vmas", RoundLayout.ComparedPages);
        return new RoundEnd(vmas, end.Word("slowWord"), ImmutableSortedDictionary<int, PageImage>.Empty)
        {
            ChangedBeside = end.Has("changedBeside") ? end.Word("changedBeside") : 0,
        };
    }
}
