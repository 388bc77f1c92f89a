// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Evidence;

/// <summary>Writes and reads the parts that all kinds of traces share.</summary>
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

    /// <summary>Writes the start of a header.</summary>
    /// <param name="json">The header.</param>
    /// <param name="kind">The name of its first member, which distinguishes the kinds of traces.</param>
    /// <param name="origin">Where the counterexample comes from.</param>
    internal static void WriteOrigin(Utf8JsonWriter json, string kind, Origin origin)
    {
        json.WriteNumber(kind, TraceFormat.Version);
        json.WriteString("target", origin.Target.ToString());
        json.WriteString("profile", origin.Profile.ToString());

        // A string: 64 bits are more than a JSON number holds in many readers.
        json.WriteString("seed", origin.Seed.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Takes the start of a header, without its first member.</summary>
    /// <param name="fields">The header.</param>
    /// <param name="backing">The name of the guest RAM.</param>
    /// <param name="unit">The name of the field that says which scenario or round it was; null where there is none.
    /// </param>
    internal static Origin ReadOrigin(Fields fields, string backing, string? unit) => new(
        TargetSpec.Parse(fields.Text("target")), fields.Member<Profile>("profile"), backing, ReadSeed(fields),
        unit is null ? 0 : fields.Number(unit, 0, long.MaxValue));

    /// <summary>Takes the first member of a header, with the version of the format.</summary>
    internal static void ReadVersion(Fields fields, string kind)
    {
        if (fields.Number(kind, 0, int.MaxValue) is var version and not TraceFormat.Version)
        {
            throw new FormatException($"the trace has format {version}; this tool reads {TraceFormat.Version}");
        }
    }

    private static ulong ReadSeed(Fields fields) =>
        ulong.TryParse(fields.Text("seed"), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException("'seed' is not a number of 64 bits");

    /// <summary>Writes the finding of the run.</summary>
    internal static void WriteFinding(Utf8JsonWriter json, Counterexample counterexample)
    {
        var finding = counterexample.Finding;
        json.WriteStartObject("finding");
        json.WriteString("requirement", finding.Requirement.Id.ToString());
        json.WriteString("attributedFrom", counterexample.AttributedFrom.Id.ToString());
        json.WriteNumber("step", finding.Step + 1);
        json.WriteString("observed", finding.Observed);
        json.WriteString("allowed", finding.Allowed);
        json.WriteBoolean("reproduced", counterexample.IsReproduced);
        json.WriteEndObject();
    }

    /// <summary>Takes the finding of the run.</summary>
    /// <param name="fields">The object.</param>
    /// <param name="steps">How many steps it may refer to.</param>
    internal static (Finding Finding, Requirement From, bool IsReproduced) ReadFinding(Fields fields, int steps)
    {
        var finding = new Finding(fields.Named("requirement", Catalogue.Find),
            (int)fields.Number("step", 1, steps + 1) - 1, fields.Text("observed"), fields.Text("allowed"));
        var from = fields.Named("attributedFrom", Catalogue.Find);
        var isReproduced = fields.Flag("reproduced");
        fields.End();
        return (finding, from, isReproduced);
    }

    /// <summary>Writes the capabilities of the host.</summary>
    internal static void WriteHost(Utf8JsonWriter json, HostCapabilities host)
    {
        json.WriteStartObject("host");
        json.WriteBoolean("ksm", host.HasKsm);
        json.WriteBoolean("vmaNames", host.HasVmaNames);
        json.WriteBoolean("swap", host.HasSwap);
        json.WriteBoolean("removeNeedsWrite", host.RemoveNeedsWrite);
        if (host.IsOtherProcess)
        {
            json.WriteBoolean("otherProcess", host.IsOtherProcess);
        }

        Word(json, "lockLimit", host.LockLimit);
        json.WriteEndObject();
    }

    /// <summary>Takes the capabilities of the host.</summary>
    internal static HostCapabilities ReadHost(Fields fields)
    {
        var host = new HostCapabilities
        {
            HasKsm = fields.Flag("ksm"),
            HasVmaNames = fields.Flag("vmaNames"),
            HasSwap = fields.Flag("swap"),
            RemoveNeedsWrite = fields.Flag("removeNeedsWrite"),
            IsOtherProcess = fields.Has("otherProcess") && fields.Flag("otherProcess"),
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
        return new RunDeath(step, phase, isHang, how) { Signal = isHang ? null : Signals.Find(how) };
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

    /// <summary>Writes the flags that guest RAM had once the device was created, if it had any attribute.</summary>
    internal static void WriteVmasAtCreate(Utf8JsonWriter json, ImmutableArray<byte> vmas)
    {
        if (!vmas.IsEmpty)
        {
            WriteRuns(json, "vmasAtCreate", vmas.AsSpan());
        }
    }

    /// <summary>Takes them; empty where they are absent.</summary>
    internal static ImmutableArray<byte> ReadVmasAtCreate(Fields fields, int pages)
    {
        var vmas = fields.Has("vmasAtCreate") ? ReadRuns(fields, "vmasAtCreate", pages) : [];
        return VmaTable.CanReport(vmas.AsSpan())
            ? vmas
            : throw new FormatException("'vmasAtCreate' has flags that no mapping has");
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

    /// <summary>Writes 64 bits as hexadecimal: more than a JSON number holds in many readers.</summary>
    internal static void Word(Utf8JsonWriter json, string name, ulong value) => json.WriteString(name, $"0x{value:x}");

    /// <summary>Writes an array of them.</summary>
    internal static void Words(Utf8JsonWriter json, string name, params ReadOnlySpan<ulong> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue($"0x{value:x}");
        }

        json.WriteEndArray();
    }

    /// <summary>Takes an array of 64-bit numbers.</summary>
    internal static ulong[] Words(Fields from, string name, int least, int most)
    {
        var array = from.Array(name);
        return array.Length >= least && array.Length <= most
            ? [.. array.Select(e => e.ValueKind == JsonValueKind.String
                ? Fields.Word(e.GetString()!, name)
                : throw new FormatException($"'{name}' has something that is not a string"))]
            : throw new FormatException($"'{name}' has {array.Length} numbers, not {least} to {most}");
    }

    /// <summary>Writes the words of a request.</summary>
    internal static void WriteRequest(Utf8JsonWriter json, in Request request) =>
        Words(json, "request", request.FunctionCode, request.Address, request.Length, request.Arg);

    /// <summary>Takes the words of a request.</summary>
    internal static Request ReadRequest(Fields from)
    {
        var words = Words(from, "request", least: 4, most: 4);
        return new Request(words[0], words[1], words[2], words[3]);
    }

    /// <summary>Takes a 64-bit number that may not be larger than another.</summary>
    internal static ulong Word(Fields from, string name, ulong most) => from.Word(name) is var value && value <= most
        ? value
        : throw new FormatException($"'{name}' is more than 0x{most:x}");
}
