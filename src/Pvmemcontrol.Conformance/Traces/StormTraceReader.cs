// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Text.Json;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Storms;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;

namespace Pvmemcontrol.Conformance.Traces;

/// <summary>Reads the lines of a trace of a storm.</summary>
internal sealed class StormTraceReader(TraceLines lines)
{
    /// <summary>The first member of its header.</summary>
    internal const string Kind = "pvmstorm";

    /// <summary>Reads what follows the header.</summary>
    /// <param name="fields">The header.</param>
    internal StormTrace Read(Fields fields)
    {
        TraceParts.ReadVersion(fields, Kind);
        var target = TargetSpec.Parse(fields.Text("target"));
        var profile = fields.Member<Profile>("profile");
        var seed = TraceParts.ReadSeed(fields);
        var kind = fields.Member<StormKind>("bounds");
        var (finding, from, isReproduced) = TraceParts.ReadFinding(fields.Object("finding"), steps: 0);
        if (from != finding.Requirement)
        {
            throw new FormatException("'attributedFrom': what a storm shows is attributed to nothing else");
        }

        var hasBefore = fields.Flag("before");
        fields.End();
        var figures = ReadFigures(kind, "the figures");
        var before = hasBefore ? ReadFigures(kind, "the figures of the storm that stopped before") : null;
        var death = ReadEnd();
        return hasBefore && death is null
            ? throw new FormatException("the storm came to its end, and another was stopped before that")
            : new StormTrace(target, profile, seed, finding, isReproduced, new StormRecording(figures, death, before));
    }

    private StormFigures ReadFigures(StormKind kind, string what)
    {
        using var line = lines.NextJson(what);
        var fields = new Fields(line.RootElement, what);
        var numbers = StormFigures.Names.Select(field =>
        {
            var value = fields.Number(StormTraceWriter.NameOf(field), -PlausibleStorm.Most, PlausibleStorm.Most);
            return PlausibleStorm.WhyNot(kind, field, value) is { } why ? throw new FormatException(why) : value;
        }).ToImmutableArray();
        var waves = fields.Array("waves");
        fields.End();
        return waves.Length == MappingStorm.Waves.Length
            ? new StormFigures(numbers, [.. waves.Select(ReadWave)])
            : throw new FormatException($"'waves' are {waves.Length}, not {MappingStorm.Waves.Length}");
    }

    private static StormWave ReadWave(JsonElement element)
    {
        var fields = new Fields(element, "a wave");
        var wave = new StormWave
        {
            Sent = fields.Number("sent", 0, PlausibleStorm.Most),
            Performed = fields.Number("performed", 0, PlausibleStorm.Most),
            LastErrno = fields.Number("lastErrno", 0, uint.MaxValue),
        };
        fields.End();
        return PlausibleStorm.WhyNot(wave) is { } why ? throw new FormatException(why) : wave;
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
