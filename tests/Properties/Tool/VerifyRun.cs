// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;

namespace Pvmemcontrol.Properties.Tool;

/// <summary>One run of verify, which several tests look at.</summary>
public sealed class VerifyRun : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public VerifyRun()
    {
        Run = ToolRun.Of("verify", "--time", "2", "--seed", "1", "--backing", "mixed", "--report", $"json={_file}");
        Report = JsonDocument.Parse(File.ReadAllText(_file));
    }

    /// <summary>The report.</summary>
    public JsonDocument Report { get; }

    internal ToolRun Run { get; }

    public void Dispose()
    {
        Report.Dispose();
        File.Delete(_file);
    }
}
