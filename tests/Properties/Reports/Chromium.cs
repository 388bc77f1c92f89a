// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Reports;

/// <summary>A browser without a window.</summary>
internal static class Chromium
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Its file, or null.</summary>
    internal static string? Program { get; } = Programs.Find("chromium") ?? Programs.Find("chromium-browser");

    /// <summary>Loads a page; what the browser complains about, and the page as it has it then.</summary>
    internal static (string Errors, string Dom) Load(string page)
    {
        var directory = TemporaryDirectory.Make();
        var file = Path.Combine(directory, "page.html");
        File.WriteAllText(file, page);
        var start = new ProcessStartInfo(Program!,
        [
            "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
            $"--user-data-dir={Path.Combine(directory, "profile")}", "--dump-dom", $"file://{file}",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var dom = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException("the browser does not end");
        }

        return (errors.Result, dom.Result);
    }
}

/// <summary>A fact that needs a browser: skipped, loudly, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute() => Skip = Chromium.Program is null ? "SKIPPED: no Chromium (chromium)" : null;
}
