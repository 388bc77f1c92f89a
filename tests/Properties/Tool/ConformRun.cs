// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using System.Text.Json;
using System.Xml.Linq;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Tool;

/// <summary>One run of conform on a broken variant, and all that it writes: several tests look at it.</summary>
/// <param name="Library">What was judged.</param>
/// <param name="Run">Exit code and output.</param>
/// <param name="Json">The report.</param>
/// <param name="JUnit">The report, its suite.</param>
/// <param name="Traces">Where the counterexamples and deviations are kept.</param>
internal sealed record ConformRun(string Library, ToolRun Run, JsonElement Json, XElement JUnit, string Traces)
{
    /// <summary>Ends early, and shows everything that several runs on ordinary memory would.</summary>
    internal const string Violating = "dev_040_last_page_kept.c";

    /// <summary>Deviates, and conforms.</summary>
    internal const string Deviating = "dev_025_unknown_is_invalid.c";

    /// <summary>Ends its process.</summary>
    internal const string Aborting = "dev_048_aborts.c";

    private static readonly ConcurrentDictionary<string, Lazy<ConformRun>> Runs = new();

    /// <summary>The run on a file, by this seed.</summary>
    internal static ConformRun Of(string file, params string[] options) =>
        Runs.GetOrAdd(string.Join(' ', [file, .. options]), _ => new Lazy<ConformRun>(() => Make(file, options))).Value;

    private static ConformRun Make(string file, string[] options)
    {
        var directory = TemporaryDirectory.Make();
        var (json, junit) = (Path.Combine(directory, "report.json"), Path.Combine(directory, "report.xml"));
        var traces = Directory.CreateDirectory(Path.Combine(directory, "traces")).FullName;
        var library = CCompiler.Compile("tests", "Properties", "Broken", "c", file);
        var run = ToolRun.Of(["conform", library, "--first", "--time", "2", "--seed", "2", "--backing", "mixed",
            "--report", $"json={json},junit={junit}", "--traces", traces, .. options]);
        return new ConformRun(library, run, JsonDocument.Parse(File.ReadAllText(json)).RootElement,
            XDocument.Load(junit).Root!.Elements("testsuite").First(), traces);
    }
}
