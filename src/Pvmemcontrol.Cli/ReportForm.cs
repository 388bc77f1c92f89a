// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using Pvmemcontrol.Conformance.Reporting.Documents;
using Pvmemcontrol.Conformance.Reporting.Formats;
using Pvmemcontrol.Conformance.Reporting.Html;

namespace Pvmemcontrol.Cli;

/// <summary>The forms of a report.</summary>
internal enum ReportForm
{
    /// <summary>For programs, with everything.</summary>
    Json,

    /// <summary>For CI systems.</summary>
    JUnit,

    /// <summary>A page for people.</summary>
    Html,

    /// <summary>For code scanning services.</summary>
    Sarif,

    /// <summary>For the summary of a job.</summary>
    Markdown,

    /// <summary>The state spaces of small worlds; only check has them.</summary>
    Dot,
}

/// <summary>What a command has for a report in any form.</summary>
/// <param name="Document">For the forms that all commands share.</param>
/// <param name="Json">Writes the report for programs.</param>
/// <param name="JUnit">Writes the report for CI systems.</param>
internal sealed record ReportContents(ReportDocument Document, Action<Stream> Json, Action<Stream> JUnit)
{
    /// <summary>Writes the picture of state spaces; null where there are none.</summary>
    internal Action<Stream>? Dot { get; init; }

    /// <summary>Writes one form.</summary>
    internal void Write(ReportForm form, Stream stream)
    {
        switch (form)
        {
            case ReportForm.Json:
                Json(stream);
                break;
            case ReportForm.JUnit:
                JUnit(stream);
                break;
            case ReportForm.Html:
                HtmlReport.Write(stream, Document);
                break;
            case ReportForm.Sarif:
                SarifReport.Write(stream, Document);
                break;
            case ReportForm.Markdown:
                MarkdownReport.Write(stream, Document);
                break;
            case ReportForm.Dot:
                (Dot ?? throw new InvalidOperationException("this command has no state spaces"))(stream);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(form));
        }
    }
}

/// <summary>The option --report.</summary>
internal static class ReportOption
{
    /// <summary>The forms of every command that judges.</summary>
    internal static readonly ReportForm[] Shared =
        [ReportForm.Html, ReportForm.Sarif, ReportForm.Markdown, ReportForm.JUnit, ReportForm.Json];

    /// <summary>The option, for a command that has these forms.</summary>
    /// <param name="more">Forms beside the shared ones, and what they are.</param>
    internal static Option<string?> Create(string more = "") => new("--report")
    {
        Description = "write reports to files: a page (`html`), SARIF 2.1.0 (`sarif`), the summary of a job "
            + $"(`markdown`), JUnit XML (`junit`), or JSON (`json`){more}; several with commas",
        HelpName = "FORM=FILE,...",
    };

    /// <summary>The name of a form on the command line.</summary>
    internal static string NameOf(ReportForm form) => form.ToString().ToLowerInvariant();
}
