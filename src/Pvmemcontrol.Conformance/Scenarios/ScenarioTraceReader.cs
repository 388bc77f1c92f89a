// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Text.Json;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>Reads the lines of a trace of a scenario.</summary>
internal sealed class ScenarioTraceReader(TraceLines lines)
{
    /// <summary>The first member of its header.</summary>
    internal const string Kind = "pvmtrace";

    /// <summary>The most pages of guest RAM.</summary>
    private const int MostPages = 4096;
    private const int MostRegions = 16;
    private const int MostConstants = 64;

    /// <summary>Reads what follows the first member of the header.</summary>
    /// <param name="fields">The header.</param>
    internal ScenarioCounterexample Read(Fields fields)
    {
        var backing = fields.Named("backing", name => Layouts.ByName.ContainsKey(name) ? name : null);
        var origin = TraceParts.ReadOrigin(fields, backing, "scenario");
        var vcpus = fields.Has("vcpus") ? fields.Member<Vcpus>("vcpus") : Vcpus.Played;
        var scenarioSeed = fields.Word("scenarioSeed");
        var finding = fields.Object("finding");
        var host = TraceParts.ReadHost(fields.Object("host"));
        var maxChannels = (uint)fields.Number("maxChannels", 0, uint.MaxValue);
        var constants = fields.Has("constants")
            ? TraceParts.Words(fields, "constants", least: 1, MostConstants)
            : [];
        var layout = ReadLayout(fields.Array("regions"));
        var atCreate = TraceParts.ReadVmasAtCreate(fields, layout.PageCount);
        var count = (int)fields.Number("steps", 0, Scenario.MaxSteps);
        var (found, from, isReproduced) = TraceParts.ReadFinding(finding, count);
        fields.End();

        var (steps, seen) = ReadSteps(layout, count, origin.Target.Kind == TargetKind.BareKernel);
        var (death, end) = ReadEnd(layout, count);
        CheckSeen(layout, steps, seen, death?.Step ?? count);
        var scenario = new Scenario(scenarioSeed, layout, steps);
        return new ScenarioCounterexample(found, origin, new SecondRun(isReproduced),
            new ScenarioRecording(scenario, host, maxChannels, seen, death, end)
            {
                Vcpus = vcpus,
                Constants = [.. constants],
                VmasAtCreate = atCreate,
            }, count)
        {
            RecordedAs = from,
        };
    }

    private static GuestLayout ReadLayout(JsonElement[] array)
    {
        if (array.Length is 0 or > MostRegions)
        {
            throw new FormatException($"'regions' are {array.Length}, not 1 to {MostRegions}");
        }

        var regions = array.Select(element =>
        {
            var fields = new Fields(element, "a region");
            var region = new Region(
                fields.Word("start"), (int)fields.Number("pages", 1, MostPages), fields.Member<Backing>("backing"));
            fields.End();
            return region;
        }).ToArray();
        if (regions.Sum(r => r.Pages) > MostPages)
        {
            throw new FormatException($"'regions' have more than {MostPages} pages");
        }

        try
        {
            return new GuestLayout(regions);
        }
        catch (ArgumentException e)
        {
            throw new FormatException($"'regions': {e.Message}", e);
        }
    }

    private (ImmutableArray<Step> Steps, ImmutableArray<Observation> Seen) ReadSteps(
        GuestLayout layout, int count, bool isBare)
    {
        var steps = ImmutableArray.CreateBuilder<Step>(count);
        var seen = ImmutableArray.CreateBuilder<Observation>(count);
        for (var i = 0; i < count; i++)
        {
            using var line = lines.NextJson($"step {i + 1} of {count}");
            var fields = new Fields(line.RootElement, "a step");
            var step = TraceSteps.Read(fields);
            if (ScenarioValidator.WhyNot(step, layout) is { } why)
            {
                throw new FormatException($"step {i + 1}: {why}");
            }

            if (step is Step.HostCall != isBare && step is not (Step.Fill or Step.Store or Step.Load))
            {
                throw new FormatException($"step {i + 1}: host calls are for a target without a device, and only they");
            }

            steps.Add(step);
            var kind = fields.Member<ObservationKind>("saw");
            var words = TraceParts.Words(fields, "words", least: 4, most: 4);
            seen.Add(new Observation(kind, words[0], words[1], words[2], words[3]));
            _ = fields.Text("text");
            fields.End();
        }

        return (steps.MoveToImmutable(), seen.MoveToImmutable());
    }

    private (RunDeath? Death, EndState? End) ReadEnd(GuestLayout layout, int steps)
    {
        var (pages, (death, vmas, residency, others)) = TraceParts.ReadToEnd(lines, layout.PageCount,
            end => end.Has("how")
                ? (ReadDeath(end, steps), [], [], null)
                : ((RunDeath?)null, TraceParts.ReadRuns(end, "vmas", layout.PageCount),
                    TraceParts.ReadRuns(end, "residency", layout.PageCount), ReadOthers(end, layout)));
        return (death, death is null ? new EndState(vmas, residency, pages) { Others = others } : null);
    }

    private static OthersView? ReadOthers(Fields end, GuestLayout layout)
    {
        if (!end.Has("others"))
        {
            return null;
        }

        var fields = end.Object("others");
        var (page, offset) = (fields.Number("page", 0, layout.PageCount - 1), fields.Number("offset", 0, int.MaxValue));
        var words = TraceParts.Words(fields, "words", least: 2, most: 2);
        fields.End();
        var others = new OthersView((int)page, (int)offset, words[0], words[1]);
        return others.WhyNot(layout) is { } why ? throw new FormatException($"'others': {why}") : others;
    }

    private static RunDeath ReadDeath(Fields end, int steps) => TraceParts.ReadDeath(
        end, (int)end.Number("step", 1, steps + 1) - 1, end.Member<RunPhase>("phase"));

    /// <summary>From the step that ended the process on, steps show nothing.</summary>
    private static void CheckSeen(
        GuestLayout layout, ImmutableArray<Step> steps, ImmutableArray<Observation> seen, int done)
    {
        var slots = new Slots(layout.Regions[0].Start);
        for (var i = 0; i < steps.Length; i++)
        {
            ScenarioValidator.Note(steps[i], slots);
            var why = i < done ? ScenarioValidator.WhyNot(steps[i], seen[i], layout, slots)
                : seen[i] == default ? null
                : "the process had ended before this step was done";
            if (why is not null)
            {
                throw new FormatException($"step {i + 1}: {why}");
            }
        }
    }
}
