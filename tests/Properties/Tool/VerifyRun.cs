// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;

namespace Pvmemcontrol.Properties.Tool;

/// <summary>One short run of verify, which several tests look at.</summary>
/// <param name="Run">The run.</param>
/// <param name="Report">The report that it wrote.</param>
internal sealed record VerifyRun(ToolRun Run, JsonElement Report)
{
    private static readonly Lazy<VerifyRun> Shared = new(Make);

    /// <summary>The run; made once per process.</summary>
    internal static VerifyRun Once => Shared.Value;

    private static VerifyRun Make()
    {
        var file = Path.GetTempFileName();
        var run = ToolRun.Of("verify", "--time", "2", "--seed", "1", "--backing", "mixed", "--report", $"json={file}");
        using var report = JsonDocument.Parse(File.ReadAllText(file));
        File.Delete(file);
        return new VerifyRun(run, report.RootElement.Clone());
    }
}
