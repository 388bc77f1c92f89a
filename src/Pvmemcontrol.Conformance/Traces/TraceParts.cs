// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Traces;

/// <summary>What traces of every kind have, as the fields of JSON objects, and back.</summary>
internal static class TraceParts
{
    /// <summary>Writes an object as a line.</summary>
    internal static void WriteLine(Stream stream, Action<Utf8JsonWriter> write)
    {
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    /// <summary>Takes the version of the format.</summary>
    internal static void ReadVersion(Fields fields, string kind)
    {
        if (fields.Number(kind, 0, int.MaxValue) is var version and not Trace.FormatVersion)
        {
            throw new FormatException($"the trace has format {version}; this tool reads {Trace.FormatVersion}");
        }
    }

    /// <summary>Takes a decimal number of 64 bits, which is a string.</summary>
    internal static ulong ReadSeed(Fields fields) =>
        ulong.TryParse(fields.Text("seed"), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException("'seed' is not a number of 64 bits");

    /// <summary>Writes what the run made of it.</summary>
    internal static void WriteFinding(Utf8JsonWriter json, Trace trace)
    {
        json.WriteStartObject("finding");
        json.WriteString("requirement", trace.Finding.Requirement.Id.ToString());
        json.WriteString("attributedFrom", trace.AttributedFrom.Id.ToString());
        json.WriteNumber("step", trace.Finding.Step + 1);
        json.WriteString("observed", trace.Finding.Observed);
        json.WriteString("allowed", trace.Finding.Allowed);
        json.WriteBoolean("reproduced", trace.IsReproduced);
        json.WriteEndObject();
    }

    /// <summary>Takes what the run made of it.</summary>
    /// <param name="fields">The object.</param>
    /// <param name="steps">How many steps there are that it may name.</param>
    internal static (Finding Finding, Requirement From, bool IsReproduced) ReadFinding(Fields fields, int steps)
    {
        var finding = new Finding(fields.Named("requirement", Catalogue.Find),
            (int)fields.Number("step", 1, steps + 1) - 1, fields.Text("observed"), fields.Text("allowed"));
        var from = fields.Named("attributedFrom", Catalogue.Find);
        var isReproduced = fields.Flag("reproduced");
        fields.End();
        return (finding, from, isReproduced);
    }

    /// <summary>Writes what the host was able to.</summary>
    internal static void WriteHost(Utf8JsonWriter json, HostCapabilities host)
    {
        json.WriteStartObject("host");
        json.WriteBoolean("ksm", host.HasKsm);
        json.WriteBoolean("vmaNames", host.HasVmaNames);
        json.WriteBoolean("swap", host.HasSwap);
        json.WriteBoolean("removeNeedsWrite", host.RemoveNeedsWrite);
        TraceSteps.Word(json, "lockLimit", host.LockLimit);
        json.WriteEndObject();
    }

    /// <summary>Takes what the host was able to.</summary>
    internal static HostCapabilities ReadHost(Fields fields)
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

    /// <summary>Writes how the process ended, where no single step stands for it.</summary>
    internal static void WriteDeath(Utf8JsonWriter json, RunDeath death)
    {
        json.WriteBoolean("hang", death.IsHang);
        json.WriteString("how", death.How);
    }

    /// <summary>Takes how the process ended.</summary>
    internal static RunDeath ReadDeath(Fields fields, int step = 0, RunPhase phase = RunPhase.InDevice)
    {
        var (isHang, how) = (fields.Flag("hang"), fields.Text("how"));
        return new RunDeath(Slot: 0, step, phase, isHang, how) { Signal = isHang ? null : Signals.Find(how) };
    }

    /// <summary>Writes bytes as pairs: how many, and the value of each of them.</summary>
    internal static void WriteRuns(Utf8JsonWriter json, string name, ReadOnlySpan<byte> values)
    {
        json.WriteStartArray(name);
        while (!values.IsEmpty)
        {
            var count = values.IndexOfAnyExcept(values[0]) is var end and > 0 ? end : values.Length;
            json.WriteStartArray();
            json.WriteNumberValue(count);
            json.WriteNumberValue(values[0]);
            json.WriteEndArray();
            values = values[count..];
        }

        json.WriteEndArray();
    }

    /// <summary>Takes a byte for every page.</summary>
    internal static ImmutableArray<byte> ReadRuns(Fields fields, string name, int pages)
    {
        var values = ImmutableArray.CreateBuilder<byte>(pages);
        foreach (var run in fields.Array(name))
        {
            if (run.ValueKind != JsonValueKind.Array || run.GetArrayLength() != 2)
            {
                throw new FormatException($"'{name}' has something that is not a pair of numbers");
            }

            var count = (int)Fields.Number(run[0], name, 1, pages - values.Count);
            values.AddRange(Enumerable.Repeat((byte)Fields.Number(run[1], name, 0, byte.MaxValue), count));
        }

        return values.Count == pages
            ? values.MoveToImmutable()
            : throw new FormatException($"'{name}' has {values.Count} pages of {pages}");
    }

    /// <summary>Writes a line for each page.</summary>
    internal static void WritePages(Stream stream, IEnumerable<KeyValuePair<int, PageImage>> pages)
    {
        foreach (var (index, image) in pages)
        {
            WriteLine(stream, json =>
            {
                json.WriteNumber("page", index);
                json.WriteString("bytes", PageText.Of(index, image));
            });
        }
    }

    /// <summary>Reads the lines of pages, and the object of the line behind them, which is called 'end'.</summary>
    internal static (ImmutableSortedDictionary<int, PageImage> Pages, T End) ReadToEnd<T>(
        TraceLines lines, int pageCount, Func<Fields, T> read)
    {
        var pages = ImmutableSortedDictionary.CreateBuilder<int, PageImage>();
        while (true)
        {
            using var line = lines.NextJson("the line 'end'");
            var fields = new Fields(line.RootElement, "the line");
            if (!fields.Has("page"))
            {
                var end = fields.Object("end");
                fields.End();
                var result = read(end);
                end.End();
                lines.End();
                return (pages.ToImmutable(), result);
            }

            var index = (int)fields.Number("page", 0, pageCount - 1);
            if (!pages.TryAdd(index, PageText.Parse(index, fields.Text("bytes"))))
            {
                throw new FormatException($"page {index} is there twice");
            }

            fields.End();
        }
    }
}
