// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Text.Json;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>Reads the lines of a trace of a bound.</summary>
internal sealed class BoundTraceReader(TraceLines lines)
{
    /// <summary>The first member of its header.</summary>
    internal const string Kind = "pvmbounds";

    /// <summary>Its name in earlier versions of the tool.</summary>
    internal const string FormerKind = "pvmstorm";

    /// <summary>Reads what follows the first member of the header.</summary>
    /// <param name="fields">The header.</param>
    internal BoundCounterexample Read(Fields fields)
    {
        var origin = TraceParts.ReadOrigin(fields, Layouts.StandardName, unit: null);
        var kind = fields.Member<BoundKind>("bounds");
        var (finding, from, isReproduced) = TraceParts.ReadFinding(fields.Object("finding"), steps: 0);
        if (from != finding.Requirement)
        {
            throw new FormatException("'attributedFrom': the finding of a bound has no other attribution");
        }

        var hasBefore = fields.Flag("before");
        fields.End();
        var figures = ReadFigures(kind, "the figures");
        var before = hasBefore ? ReadFigures(kind, "the figures of the guest that stopped before") : null;
        var death = ReadEnd();
        var recording = new BoundRecording(figures, death, before);
        return hasBefore && death is null
            ? throw new FormatException("the guest completed, and another one was stopped earlier")
            : new BoundCounterexample(finding, origin, new SecondRun(isReproduced), recording,
                isEnd: recording.Findings(new Coverage()) is [{ IsEnd: true }]);
    }

    private BoundFigures ReadFigures(BoundKind kind, string what)
    {
        using var line = lines.NextJson(what);
        var fields = new Fields(line.RootElement, what);
        var numbers = BoundFigures.Names.Select(field =>
        {
            if (BoundFigures.IsLater(field) && !fields.Has(BoundTraceWriter.NameOf(field)))
            {
                return 0;
            }

            if (field == BoundField.LeftOut)
            {
                return ReadLeftOut(kind, fields.Array(BoundTraceWriter.NameOf(field)));
            }

            var value = fields.Number(BoundTraceWriter.NameOf(field), -BoundValidator.Most, BoundValidator.Most);
            return BoundValidator.WhyNot(kind, field, value) is { } why ? throw new FormatException(why) : value;
        }).ToImmutableArray();
        var waves = fields.Array("waves");
        var leaks = kind == BoundKind.Leaks ? fields.Array("leaks") : [];
        fields.End();
        return waves.Length == MappingBound.Waves.Length
            ? new BoundFigures(numbers, [.. waves.Select(ReadWave)], ReadLeaks(kind, leaks))
            : throw new FormatException($"'waves' are {waves.Length}, not {MappingBound.Waves.Length}");
    }

    private static long ReadLeftOut(BoundKind kind, JsonElement[] names) => LeftOut.Parse(kind, names.Select(name =>
        name.ValueKind == JsonValueKind.String
            ? name.GetString()!
            : throw new FormatException("'leftOut' has something that is no text")));

    /// <summary>Only the calls that lost something are written, each with its name.</summary>
    private static ImmutableArray<LeakGrowth> ReadLeaks(BoundKind kind, JsonElement[] elements)
    {
        var leaks = new LeakGrowth[kind == BoundKind.Leaks ? LeakCalls.Count : 0];
        foreach (var element in elements)
        {
            var fields = new Fields(element, "a leak");
            var call = LeakCalls.Names.IndexOf(fields.Text("call"));
            var growth = new LeakGrowth
            {
                Calls = fields.Number("calls", 1, BoundValidator.Most),
                Descriptors = fields.Number("descriptors", 0, BoundValidator.Most),
                Mappings = fields.Number("mappings", 0, BoundValidator.Most),
                Bytes = fields.Number("bytes", 0, BoundValidator.Most),
            };
            fields.End();
            leaks[call >= 0 ? call : throw new FormatException("'call' names no kind of calls")] = growth;
        }

        return [.. leaks];
    }

    private static BoundWave ReadWave(JsonElement element)
    {
        var fields = new Fields(element, "a wave");
        var wave = new BoundWave
        {
            Sent = fields.Number("sent", 0, BoundValidator.Most),
            Performed = fields.Number("performed", 0, BoundValidator.Most),
            LastErrno = fields.Number("lastErrno", 0, uint.MaxValue),
        };
        fields.End();
        return BoundValidator.WhyNot(wave) is { } why ? throw new FormatException(why) : wave;
    }

    private RunDeath? ReadEnd()
    {
        using var line = lines.NextJson("the line 'end'");
        var fields = new Fields(line.RootElement, "the line");
        var end = fields.Object("end");
        fields.End();
        var death = end.Has("how") ? TraceParts.ReadDeath(end) : null;
        end.End();
        lines.End();
        return death;
    }
}
