// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Traces;

/// <summary>
/// Reads a trace that anybody may have written. What is not exactly a trace is refused with the number of the line.
/// </summary>
public sealed class TraceReader
{
    /// <summary>Bytes of the longest file that is read.</summary>
    private const int LongestFile = 48 << 20;

    /// <summary>Pages of the most guest RAM.</summary>
    private const int MostPages = 4096;
    private const int MostRegions = 16;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    private readonly TraceLines _lines;

    private TraceReader(TraceLines lines) => _lines = lines;

    /// <summary>Reads a file.</summary>
    /// <exception cref="TraceFormatException">In one line: it cannot be read, or is no trace.</exception>
    public static Trace Read(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read);
            return Read(stream, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new TraceFormatException($"{file}: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>Reads a stream.</summary>
    /// <param name="stream">To its end.</param>
    /// <param name="name">What it is called in messages.</param>
    /// <exception cref="TraceFormatException">In one line: it is no trace.</exception>
    public static Trace Read(Stream stream, string name)
    {
        var lines = TraceLines.Of(stream, name, LongestFile);
        try
        {
            return new TraceReader(lines).Read();
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            // Text that is no UTF-8 is an InvalidOperationException of the JSON reader.
            throw lines.Wrong(e is JsonException ? "this is not a line of JSON" : e.Message);
        }
    }

    private Trace Read()
    {
        using var header = Next("the header");
        var fields = new Fields(header.RootElement, "the header");
        if (fields.Number("pvmtrace", 0, int.MaxValue) is var version and not Trace.FormatVersion)
        {
            throw new FormatException($"the trace has format {version}; this tool reads {Trace.FormatVersion}");
        }

        var target = TargetSpec.Parse(fields.Text("target"));
        var profile = fields.Member<Profile>("profile");
        var backing = fields.Named("backing", name => Layouts.ByName.ContainsKey(name) ? name : null);
        var seed = Number(fields.Text("seed"));
        var index = fields.Number("scenario", 0, long.MaxValue);
        var scenarioSeed = fields.Word("scenarioSeed");
        var finding = fields.Object("finding");
        var host = ReadHost(fields.Object("host"));
        var maxChannels = (uint)fields.Number("maxChannels", 0, uint.MaxValue);
        var layout = ReadLayout(fields.Array("regions"));
        var count = (int)fields.Number("steps", 0, Scenario.MaxSteps);
        var (found, from, isReproduced) = ReadFinding(finding, count);
        fields.End();

        var (steps, seen) = ReadSteps(layout, count, target.Kind == TargetKind.BareKernel);
        var (death, end) = ReadEnd(layout, count);
        CheckSeen(layout, steps, seen, death?.Step ?? count);
        return new Trace(target, profile, backing, seed, index, found, from, isReproduced,
            new Scenario(scenarioSeed, layout, steps), new Recording(host, maxChannels, seen, death, end));
    }

    private JsonDocument Next(string what) =>
        JsonDocument.Parse(_lines.Next() ?? throw new FormatException($"the file ends before {what}"), Strict);

    private static ulong Number(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException("'seed' is not a number of 64 bits");

    private static HostCapabilities ReadHost(Fields fields)
    {
        var host = new HostCapabilities
        {
            HasKsm = fields.Flag("ksm"),
            HasVmaNames = fields.Flag("vmaNames"),
            HasSwap = fields.Flag("swap"),
            RemoveNeedsWrite = fields.Flag("removeNeedsWrite"),
            LockLimit = fields.Word("lockLimit"),
        };
        fields.End();
        return host;
    }

    private static (Finding Finding, Requirement From, bool IsReproduced) ReadFinding(Fields fields, int steps)
    {
        var finding = new Finding(fields.Named("requirement", Catalogue.Find),
            (int)fields.Number("step", 1, steps + 1) - 1, fields.Text("observed"), fields.Text("allowed"));
        var from = fields.Named("attributedFrom", Catalogue.Find);
        var isReproduced = fields.Flag("reproduced");
        fields.End();
        return (finding, from, isReproduced);
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
            using var line = Next($"step {i + 1} of {count}");
            var fields = new Fields(line.RootElement, "a step");
            var step = TraceSteps.Read(fields);
            if (Plausible.WhyNot(step, layout) is { } why)
            {
                throw new FormatException($"step {i + 1}: {why}");
            }

            if (step is Step.HostCall != isBare && step is not (Step.Fill or Step.Store or Step.Load))
            {
                throw new FormatException($"step {i + 1}: host calls are for a target without a device, and only they");
            }

            steps.Add(step);
            var kind = fields.Member<ObservationKind>("saw");
            var words = TraceSteps.Words(fields, "words", least: 4, most: 4);
            seen.Add(new Observation(kind, words[0], words[1], words[2], words[3]));
            _ = fields.Text("text");
            fields.End();
        }

        return (steps.MoveToImmutable(), seen.MoveToImmutable());
    }

    private (RunDeath? Death, EndState? End) ReadEnd(GuestLayout layout, int steps)
    {
        var pages = ImmutableSortedDictionary.CreateBuilder<int, PageImage>();
        while (true)
        {
            using var line = Next("the line 'end'");
            var fields = new Fields(line.RootElement, "the line");
            if (fields.Has("page"))
            {
                var index = (int)fields.Number("page", 0, layout.PageCount - 1);
                if (!pages.TryAdd(index, PageText.Parse(index, fields.Text("bytes"))))
                {
                    throw new FormatException($"page {index} is there twice");
                }

                fields.End();
                continue;
            }

            var end = fields.Object("end");
            fields.End();
            (RunDeath? Death, EndState? End) read = end.Has("how")
                ? (ReadDeath(end, steps), null)
                : (null, new EndState(Runs(end, "vmas", layout), Runs(end, "residency", layout), pages.ToImmutable()));
            end.End();
            return _lines.Next() is null ? read : throw new FormatException("there is more after the line 'end'");
        }
    }

    private static RunDeath ReadDeath(Fields end, int steps) => new(Slot: 0, (int)end.Number("step", 1, steps + 1) - 1,
        end.Member<RunPhase>("phase"), end.Flag("hang"), end.Text("how"));

    private static ImmutableArray<byte> Runs(Fields fields, string name, GuestLayout layout)
    {
        var values = ImmutableArray.CreateBuilder<byte>(layout.PageCount);
        foreach (var run in fields.Array(name))
        {
            if (run.ValueKind != JsonValueKind.Array || run.GetArrayLength() != 2)
            {
                throw new FormatException($"'{name}' has something that is not a pair of numbers");
            }

            var count = (int)Fields.Number(run[0], name, 1, layout.PageCount - values.Count);
            values.AddRange(Enumerable.Repeat((byte)Fields.Number(run[1], name, 0, byte.MaxValue), count));
        }

        return values.Count == layout.PageCount
            ? values.MoveToImmutable()
            : throw new FormatException($"'{name}' has {values.Count} pages of {layout.PageCount}");
    }

    /// <summary>Steps from the one that ended the process have shown nothing.</summary>
    private static void CheckSeen(
        GuestLayout layout, ImmutableArray<Step> steps, ImmutableArray<Observation> seen, int done)
    {
        var slots = new Slots(layout.Regions[0].Start);
        for (var i = 0; i < steps.Length; i++)
        {
            Plausible.Note(steps[i], slots);
            var why = i < done ? Plausible.WhyNot(steps[i], seen[i], layout, slots)
                : seen[i] == default ? null
                : "the process had ended before this step was done";
            if (why is not null)
            {
                throw new FormatException($"step {i + 1}: {why}");
            }
        }
    }
}
