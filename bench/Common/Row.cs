// SPDX-License-Identifier: Apache-2.0

using System.Globalization;

namespace Pvmemcontrol.Bench.Common;

/// <summary>A line of the table: a measurement and its target.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Measure">Its value in one round.</param>
/// <param name="AtMost">The target, if it is an upper one.</param>
/// <param name="AtLeast">The target, if it is a lower one.</param>
/// <param name="Peer">A peer that must reach the lower target too, or the machine cannot show it.</param>
internal sealed record Row(
    string Name, Func<Round, double> Measure, double? AtMost = null, double? AtLeast = null, Row? Peer = null)
{
    /// <summary>The heading over <see cref="Describe"/>.</summary>
    internal static string Heading { get; } = Line("", "median", "rounds", "target", "");

    /// <summary>The median over the rounds is judged; lowest and highest show how far to trust it.</summary>
    internal string Describe(IReadOnlyList<Round> rounds)
    {
        var values = rounds.Select(Measure).Order().ToArray();
        var spread = $"{Show(values[0])} to {Show(values[^1])}";
        return Line(Name, Show(Median(rounds)), spread, Target(), Verdict(rounds));
    }

    private double Median(IReadOnlyList<Round> rounds) => rounds.Select(Measure).Order().ElementAt(rounds.Count / 2);

    private string Target() => (AtMost, AtLeast) switch
    {
        ({ } most, _) => $"<= {Show(most)}",
        (_, { } least) => $">= {Show(least)}",
        _ => "",
    };

    private string Verdict(IReadOnlyList<Round> rounds)
    {
        if (AtMost is null && AtLeast is null)
        {
            return "";
        }

        // Written so that a value which is no number misses.
        var median = Median(rounds);
        if (median <= (AtMost ?? double.PositiveInfinity) && median >= (AtLeast ?? double.NegativeInfinity))
        {
            return "met";
        }

        return Peer?.Median(rounds) < AtLeast ? "missed, by its peer too" : "missed";
    }

    private static string Show(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Line(string name, string median, string rounds, string target, string verdict) =>
        $"{name,-48} {median,8}  {rounds,-16} {target,-8} {verdict}".TrimEnd();
}
