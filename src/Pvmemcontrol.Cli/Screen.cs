// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Globalization;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Reporting;
using Pvmemcontrol.Conformance.Worlds;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Cli;

/// <summary>Prints for people. Progress goes to standard error, and only if that is a terminal.</summary>
internal static class Screen
{
    private static bool HasProgress => !Console.IsErrorRedirected;

    /// <summary>A heading.</summary>
    internal static void Heading(string text) => Console.Out.WriteLine(text);

    /// <summary>Overwrites the line of progress.</summary>
    internal static void Progress(string text)
    {
        if (HasProgress)
        {
            Console.Error.Write($"\r\u001b[2K{text}");
        }
    }

    /// <summary>Takes the line of progress away.</summary>
    internal static void EndProgress() => Progress("");

    /// <summary>One line for a run.</summary>
    internal static void Line(Verdict verdict, ulong? lockLimit) => Console.Out.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"  {verdict.Target.DisplayName,-26} {verdict.Kind.Column,-19}"
        + $"{verdict.Scenarios,9:N0} {Runs(verdict)} "
        + $"{verdict.Requests,10:N0} {Unit(verdict)} {verdict.Elapsed.TotalSeconds,6:0.0} s   {Describe(verdict)}"
        + $"{(lockLimit is { } limit ? $" (at most {limit / 1024} KiB locked)" : "")}"
        + $"{(verdict.Remark is { } remark ? $" ({remark})" : "")}"
        + $"{(CoverageTable.Unexercised(verdict) is { } never ? $"; {never.Id} never exercised" : "")}"));

    /// <summary>The findings of all runs: violations first.</summary>
    internal static void Findings(IReadOnlyList<Verdict> verdicts)
    {
        foreach (var (verdict, violation) in verdicts.SelectMany(v => v.Violations.Select(c => (v, c)))
            .OrderBy(f => SeverityOrder.Of(f.c)))
        {
            Counterexample(verdict, violation);
        }

        foreach (var verdict in verdicts)
        {
            foreach (var deviation in verdict.Deviations)
            {
                Counterexample(verdict, deviation);
            }
        }
    }

    /// <summary>The table of requirements.</summary>
    internal static void Coverage(IReadOnlyList<Verdict> verdicts, IReadOnlyList<WorldRun> worlds) =>
        Table(CoverageTable.Rows(verdicts, worlds), rightAligned: 3);

    /// <summary>The catalogue: all of it, or one area.</summary>
    internal static void Catalogue(RequirementArea? area) => Table(CoverageTable.Entries(area), rightAligned: -1);

    /// <summary>The requirements that a run on a device exercises.</summary>
    internal static void List(IReadOnlyList<string> backings)
    {
        Heading("A run on a device checks these requirements, on guest RAM of the kinds "
            + $"{string.Join(", ", backings)}:");
        Heading("");
        Table(CoverageTable.Plan(), rightAligned: -1);
        Heading("");
        Heading("A violation fails the run, a deviation only with --strict. pvmemcontrol requirements lists the other");
        Heading("requirements, which do not bind the device.");
    }

    private static void Table(IReadOnlyList<IReadOnlyList<string>> rows, int rightAligned)
    {
        var widths = Enumerable.Range(0, rows[0].Count).Select(c => rows.Max(r => r[c].Length)).ToArray();
        foreach (var row in rows)
        {
            var cells = row.Select((cell, c) => c == rightAligned ? cell.PadLeft(widths[c]) : cell.PadRight(widths[c]));
            Console.Out.WriteLine($"  {string.Join("  ", cells)}".TrimEnd());
        }
    }

    /// <summary>Everything about one requirement.</summary>
    internal static void Entry(Requirement requirement)
    {
        Console.Out.WriteLine(CounterexampleText.Title(requirement));
        foreach (var line in CounterexampleText.Wrap(requirement.Statement))
        {
            Console.Out.WriteLine($"  {line}");
        }

        foreach (var line in CounterexampleText.Wrap($"why: {requirement.Rationale}"))
        {
            Console.Out.WriteLine($"  {line}");
        }

        Console.Out.WriteLine($"  source: {requirement.Source}");
        Console.Out.WriteLine(
            $"  not met: {(requirement.MakesViolation ? "a violation" : "a deviation; fails only with --strict")}");
        var checks = RequirementChecks.Of(requirement);
        List("judged in:", checks.Judged);
        List("tests:", checks.Tests);
        List("violated by:", checks.Variants);
    }

    private static void List(string head, ImmutableArray<string> entries)
    {
        for (var i = 0; i < entries.Length; i++)
        {
            Console.Out.WriteLine($"  {(i == 0 ? head : ""),-12} {entries[i]}");
        }
    }

    private static void Counterexample(Verdict verdict, Counterexample shown)
    {
        Console.Out.WriteLine();
        Console.Out.WriteLine($"{verdict.Target.DisplayName}, {verdict.Kind.Heading}"
            + (shown.KnownAs is { } known ? $": KNOWN, {known}" : ""));
        foreach (var line in CounterexampleText.Lines(shown))
        {
            Console.Out.WriteLine(line);
        }

        if (shown.TraceFile is { } file)
        {
            Console.Out.WriteLine($"  trace: {file}");
            Console.Out.WriteLine($"  again: pvmemcontrol replay {file} --against {shown.Origin.Target}");
        }
    }

    /// <summary>A line about what does not affect the verdict.</summary>
    internal static void Complaint(string text) => Console.Error.WriteLine($"pvmemcontrol: {text}");

    private static string Runs(Verdict verdict) =>
        $"{verdict.Kind.Unit}{(verdict.Scenarios == 1 ? "" : "s")}".PadRight(9);

    private static string Count(Verdict verdict) =>
        verdict.Deviations.Length == 1 ? "1 deviation" : $"{verdict.Deviations.Length} deviations";

    private static string Names(Verdict verdict) =>
        string.Join(", ", verdict.Violations.Select(c => c.Finding.Requirement.Id).Distinct());

    private static string Unit(Verdict verdict) =>
        verdict.Target.Kind == Conformance.Targets.TargetKind.BareKernel ? "host calls" : "requests  ";

    private static string Describe(Verdict verdict) => verdict.Outcome switch
    {
        Outcome.Conforms when !verdict.Again.IsEmpty => $"nothing new; met {string.Join(", ", verdict.Again)} again",
        Outcome.Conforms when verdict.Deviations.IsEmpty => "conforms",
        Outcome.Conforms => $"conforms, with {Count(verdict)}",
        Outcome.Violation when verdict.Violation is null => $"{Count(verdict)} (strict)",
        Outcome.Violation => $"VIOLATION of {Names(verdict)}",
        Outcome.Undecided when verdict.Violation is null => "undecided: ended early",
        Outcome.Undecided => $"suspected violation of {verdict.Violation.Finding.Requirement.Id}",
        Outcome.HostModelDiffers when verdict.Violation is null => "the kernel contradicts the model of KVM",
        Outcome.HostModelDiffers =>
            $"the kernel contradicts {verdict.Violation!.Finding.Requirement.Id}: the device is not blamed",
        Outcome.Died => $"DIED: {Names(verdict)}",
        Outcome.NothingExercised => "nothing was exercised",
        _ => throw new ArgumentOutOfRangeException(nameof(verdict)),
    };
}
