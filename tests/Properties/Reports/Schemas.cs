// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Json.Schema;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Reports;

/// <summary>The schemas of reports: this project's own, and that of SARIF from the registry of npm.</summary>
internal static class Schemas
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Lazy<JsonSchema?> Downloaded = new(Download);

    private static readonly ConcurrentDictionary<string, Lazy<JsonSchema>> Known = new();

    /// <summary>The schema of SARIF 2.1.0; null where npm cannot bring it.</summary>
    internal static JsonSchema? Sarif => Downloaded.Value;

    /// <summary>A schema in docs.</summary>
    internal static JsonSchema Own(string name) => Known.GetOrAdd(name, n => new Lazy<JsonSchema>(
        () => JsonSchema.FromText(File.ReadAllText(Repository.PathOf("docs", n))))).Value;

    /// <summary>Fails with every place that does not fit.</summary>
    internal static void AssertFits(JsonSchema schema, JsonElement report)
    {
        var results = schema.Evaluate(report, new EvaluationOptions
        {
            OutputFormat = OutputFormat.List,
            RequireFormatValidation = true,
        });
        Assert.True(results.IsValid, string.Join('\n', (results.Details ?? []).Where(d => d.Errors is not null)
            .Select(d => $"{d.InstanceLocation}: {string.Join(", ", d.Errors!.Values)}")));
    }

    /// <summary>It is kept in obj: the tests are looked through before each run of any of them.</summary>
    private static JsonSchema? Download()
    {
        var kept = Repository.PathOf("obj", "sarif-2.1.0-rtm.5.json");
        if (!File.Exists(kept) && !TryDownload(kept))
        {
            return null;
        }

        // The schema uses only what draft 4 and draft 7 have in common; the library knows the later one.
        return JsonSchema.FromText(File.ReadAllText(kept).Replace(
            "http://json-schema.org/draft-04/schema#", "http://json-schema.org/draft-07/schema#",
            StringComparison.Ordinal));
    }

    private static bool TryDownload(string into)
    {
        var directory = TemporaryDirectory.Make();
        var start = new ProcessStartInfo("/bin/sh",
            ["-c", "npm pack --silent @microsoft/jest-sarif@1.0.0-beta.0 >&2 && tar xzf *.tgz"])
        {
            WorkingDirectory = directory,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        _ = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience) || process.ExitCode != 0)
        {
            return false;
        }

        // Whole or not at all: other tests may look for it.
        Directory.CreateDirectory(Path.GetDirectoryName(into)!);
        var made = $"{into}.{Environment.ProcessId}";
        File.Copy(Path.Combine(directory, "package", "lib", "schemas", Path.GetFileName(into)), made);
        File.Move(made, into, overwrite: true);
        return true;
    }
}

/// <summary>A fact that needs the schema of SARIF: skipped, loudly, where npm cannot bring it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SarifFactAttribute : FactAttribute
{
    public SarifFactAttribute() => Skip = Schemas.Sarif is null ? "SKIPPED: no schema of SARIF (npm)" : null;
}
