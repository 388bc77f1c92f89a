// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Plans;

/// <summary>Reports in JSON of the parts of a run, taken together.</summary>
public sealed class MergedReports
{
    private readonly List<Part> _parts = [];

    /// <summary>A finding of some part, by requirement and cause.</summary>
    /// <param name="Requirement">The requirement's ID.</param>
    /// <param name="Cause">The cause as the report prints it.</param>
    /// <param name="Steps">The steps of the smallest counterexample.</param>
    /// <param name="Parts">In how many parts it showed.</param>
    /// <param name="IsReproduced">True when some part reproduced it.</param>
    public sealed record MergedFinding(
        string Requirement, string Cause, IReadOnlyList<string> Steps, int Parts, bool IsReproduced);

    private sealed record Part(
        string File, Shard Shard, string Seed, bool IsInterrupted, int ExitCode, List<ReportedFinding> Findings,
        Dictionary<string, long> Exercised, JsonElement Runs);

    /// <summary>Adds a report.</summary>
    /// <exception cref="FormatException">It is no report, or is of another run; one line.</exception>
    public void Add(string file, ReadOnlyMemory<byte> report)
    {
        var part = Read(file, report);
        if (_parts.Count > 0 && (part.Seed != _parts[0].Seed || part.Shard.Count != _parts[0].Shard.Count))
        {
            throw new FormatException($"{file}: seed {part.Seed}, shard {part.Shard}: not of the same run as "
                + $"{_parts[0].File} (seed {_parts[0].Seed}, shard {_parts[0].Shard})");
        }

        if (_parts.Find(p => p.Shard == part.Shard) is { } twice)
        {
            throw new FormatException($"{file}: shard {part.Shard} is also in {twice.File}; nothing is counted twice");
        }

        _parts.Add(part);
    }

    /// <summary>The parts that no report is of.</summary>
    public IEnumerable<Shard> Missing => _parts.Count == 0 ? []
        : Enumerable.Range(1, _parts[0].Shard.Count).Select(i => new Shard(i, _parts[0].Shard.Count))
            .Except(_parts.Select(p => p.Shard));

    /// <summary>The parts that were interrupted.</summary>
    public IEnumerable<Shard> Interrupted => _parts.Where(p => p.IsInterrupted).Select(p => p.Shard);

    /// <summary>The exit code of the whole: the most severe, and undecided where a part is missing.</summary>
    public int ExitCode
    {
        get
        {
            var codes = _parts.Select(p => p.ExitCode)
                .Concat(Missing.Any() || Interrupted.Any() ? [(int)Outcome.Undecided] : Array.Empty<int>()).ToList();
            return codes.Find(c => !Enum.IsDefined((Outcome)c)) is var broken and not 0
                ? broken
                : (int)Outcomes.MostSevere(codes.Select(c => (Outcome)c));
        }
    }

    /// <summary>How often a requirement was exercised in all parts.</summary>
    public long Exercised(Requirement requirement) =>
        _parts.Sum(p => p.Exercised.GetValueOrDefault(requirement.Id.ToString()));

    /// <summary>The findings, each with its smallest counterexample.</summary>
    public IReadOnlyList<MergedFinding> Findings()
    {
        List<MergedFinding> merged = [];
        foreach (var told in _parts.SelectMany(p => p.Findings))
        {
            var cause = told.Cause!;
            var at = merged.FindIndex(m => m.Requirement == told.Requirement && Causes.AreSame(m.Cause, cause));
            if (at < 0)
            {
                merged.Add(new MergedFinding(told.Requirement, cause, told.Steps, 1, told.IsReproduced));
            }
            else
            {
                var (one, isSmaller) = (merged[at], told.Steps.Length < merged[at].Steps.Count);
                merged[at] = one with
                {
                    Steps = isSmaller ? told.Steps : one.Steps,
                    Parts = one.Parts + 1,
                    IsReproduced = one.IsReproduced || told.IsReproduced,
                };
            }
        }

        return merged;
    }

    /// <summary>Writes all parts as one report.</summary>
    public void Write(Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("exitCode", ExitCode);
        json.WriteString("seed", _parts[0].Seed);
        json.WriteStartArray("missing");
        foreach (var shard in Missing)
        {
            json.WriteStringValue(shard.ToString());
        }

        json.WriteEndArray();
        json.WriteStartArray("runs");
        foreach (var run in _parts.SelectMany(p => p.Runs.EnumerateArray()))
        {
            run.WriteTo(json);
        }

        json.WriteEndArray();
        json.WriteStartArray("requirements");
        foreach (var requirement in Catalogue.All)
        {
            json.WriteStartObject();
            json.WriteString("id", requirement.Id.ToString());
            json.WriteNumber("exercised", Exercised(requirement));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static Part Read(string file, ReadOnlyMemory<byte> report)
    {
        try
        {
            using var json = JsonDocument.Parse(report);
            var root = json.RootElement.Clone();
            var findings = ReportedFinding.In(root).ToList();
            if (Shard.Parse(root.GetProperty("shard").GetString()!) is not { } shard
                || findings.Exists(f => f.Cause is null)
                || root.GetProperty("runs").EnumerateArray().Any(r => !r.TryGetProperty("more", out _)))
            {
                throw new FormatException("older than reports of parts");
            }

            return new Part(file, shard, ReportedFinding.Printable(root.GetProperty("seed")),
                root.GetProperty("interrupted").GetBoolean(), root.GetProperty("exitCode").GetInt32(), findings,
                root.GetProperty("requirements").EnumerateArray().ToDictionary(
                    r => r.GetProperty("id").GetString()!, r => r.GetProperty("exercised").GetInt64()),
                root.GetProperty("runs"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException
            or FormatException or ArgumentException)
        {
            throw new FormatException($"{file}: this is no report in JSON of a run of conform");
        }
    }
}
