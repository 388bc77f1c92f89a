// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Globalization;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Plans;

/// <summary>
/// A small text file that lists what a device is known not to meet: such a finding is shown and does not fail. A line
/// has a requirement, a cause or *, a reason, and perhaps the last day: <c>PVMC-DEV-021 | * | bug 7 | 2027-01-31</c>.
/// A line that begins with # is a comment.
/// </summary>
public sealed class KnownIssues
{
    private const string Separator = "|";
    private const string AnyCause = "*";
    private const string Date = "yyyy-MM-dd";

    private readonly ImmutableArray<KnownIssue> _issues;
    private readonly DateOnly _today;
    private readonly HashSet<KnownIssue> _shown = [];

    private KnownIssues(ImmutableArray<KnownIssue> issues, DateOnly today) => (_issues, _today) = (issues, today);

    /// <summary>A list without entries.</summary>
    public static KnownIssues None => new([], DateOnly.MinValue);

    /// <summary>The entries whose last day is over: they count again.</summary>
    public IEnumerable<KnownIssue> Expired => _issues.Where(IsExpired);

    /// <summary>The entries that no finding showed; meaningful after <see cref="Apply"/>.</summary>
    public IEnumerable<KnownIssue> NotShown => _issues.Where(i => !IsExpired(i) && !_shown.Contains(i));

    /// <summary>Reads a file.</summary>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="lines">Its lines.</param>
    /// <param name="today">What expiry dates are compared with.</param>
    /// <exception cref="FormatException">A line is no known issue; the message begins with file and line.</exception>
    public static KnownIssues Parse(string file, IEnumerable<string> lines, DateOnly today)
    {
        var issues = ImmutableArray.CreateBuilder<KnownIssue>();
        var number = 0;
        foreach (var line in lines.Select(l => l.Trim()))
        {
            number++;
            if (line.Length > 0 && line[0] != '#')
            {
                var (issue, wrong) = ParseLine(line, number);
                issues.Add(issue ?? throw new FormatException($"{file}:{number}: {wrong}"));
            }
        }

        return new KnownIssues(issues.ToImmutable(), today);
    }

    /// <summary>The verdict in which known findings are marked, and do not count.</summary>
    public Verdict Apply(Verdict verdict, bool isStrict)
    {
        if (_issues.IsEmpty || verdict.Outcome == Outcome.HostModelDiffers)
        {
            return verdict;
        }

        var marked = verdict with
        {
            Violation = verdict.Violation is { } violation ? Mark(violation) : null,
            More = [.. verdict.More.Select(Mark)],
            Deviations = [.. verdict.Deviations.Select(Mark)],
        };
        var isAboutFindings = verdict.Violations.Any()
            || (isStrict && verdict.Outcome == Outcome.Violation);
        return isAboutFindings ? marked with { Outcome = OutcomeOf(marked, isStrict) } : marked;
    }

    /// <summary>The lines of a file that lists these findings.</summary>
    public static IEnumerable<string> Lines(IEnumerable<Counterexample> findings) =>
    [
        "# Known issues of a pvmemcontrol device: requirement | cause, or * for any | reason | last day (may be left "
            + "out).",
        .. findings.Select(f => $"{f.Finding.Requirement.Id} {Separator} {f.Cause} {Separator} "
            + $"{f.KnownAs ?? "to be explained"}").Distinct().Order(StringComparer.Ordinal),
    ];

    private static Outcome OutcomeOf(Verdict verdict, bool isStrict)
    {
        var counting = verdict.Violations.Where(c => c.KnownAs is null).Select(c => c.Outcome);
        var deviations = isStrict
            && verdict.Deviations.Any(d => d.KnownAs is null && d.IsReproduced) ? Outcome.Violation : Outcome.Conforms;
        return Outcomes.MostSevere(counting.Append(deviations));
    }

    private Counterexample Mark(Counterexample shown)
    {
        if (_issues.FirstOrDefault(i => !IsExpired(i) && i.Covers(shown)) is not { } issue)
        {
            return shown;
        }

        _shown.UnionWith(_issues.Where(i => i.Covers(shown)));
        return shown with { KnownAs = issue.Reason };
    }

    private bool IsExpired(KnownIssue issue) => issue.Until is { } until && _today > until;

    private static (KnownIssue? Issue, string? Wrong) ParseLine(string line, int number)
    {
        var fields = line.Split(Separator).Select(f => f.Trim()).ToArray();
        if (fields.Length is < 3 or > 4)
        {
            return (null, "not 'requirement | cause or * | reason', and perhaps '| last day'");
        }

        if (Catalogue.Find(fields[0]) is not { } requirement)
        {
            return (null, $"there is no requirement '{Printable(fields[0])}'");
        }

        if (fields[1].Length == 0 || fields[2].Length == 0)
        {
            return (null, fields[1].Length == 0 ? "no cause: * stands for any" : "no reason");
        }

        var until = DateOnly.MinValue;
        return fields.Length == 4
            && !DateOnly.TryParseExact(fields[3], Date, CultureInfo.InvariantCulture, DateTimeStyles.None, out until)
            ? (null, $"'{Printable(fields[3])}' is not a day such as 2027-01-31")
            : (new KnownIssue(requirement, fields[1] == AnyCause ? null : fields[1], fields[2],
                fields.Length == 4 ? until : null, number), null);
    }

    private static string Printable(string text) => ReportedFinding.Printable(text, longest: 40);
}
