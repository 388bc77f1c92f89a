// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Worlds;
using Pvmemcontrol.Model.Checking;

namespace Pvmemcontrol.Conformance.Reporting;

/// <summary>A counterexample on one screen: the requirement, and the steps, one column per actor.</summary>
public static class WorldCounterexampleText
{
    private const int TotalWidth = 112;
    private const int NumberWidth = 6;
    private const string Gap = "  ";

    /// <summary>The lines, without a final line end.</summary>
    public static IEnumerable<string> Lines(WorldRun run, Violation violation)
    {
        var requirement = violation.Requirement;
        var heading = requirement.MakesViolation ? "VIOLATION" : "DEVIATION";
        yield return $"{heading} {CounterexampleText.Title(requirement)}";
        foreach (var line in CounterexampleText.Wrap(requirement.Statement))
        {
            yield return $"  {line}";
        }

        yield return $"  source: {requirement.Source}";
        yield return "";
        foreach (var line in Steps(run, violation))
        {
            yield return line;
        }
    }

    /// <summary>The world, the steps before the search, and the steps.</summary>
    public static IEnumerable<string> Steps(WorldRun run, Violation violation)
    {
        yield return $"  world {run.Setup.Name}, driver {run.Driver.Name}: {run.Bounds}";
        if (!run.Setup.Before.IsEmpty)
        {
            yield return $"  before: {string.Join(", ", run.Setup.Before)}";
        }

        yield return "";
        var actors = violation.Steps.Select(s => s.Label.Actor).Distinct()
            .OrderBy(a => run.Setup.Actors.ToList().FindIndex(s => s.Name == a)).ToArray();
        if (actors.Length > 0)
        {
            var width = Math.Min(72, ((TotalWidth - NumberWidth) / actors.Length) - Gap.Length);
            yield return Row("", [.. actors], actors.Length, width);
            for (var i = 0; i < violation.Steps.Length; i++)
            {
                foreach (var line in StepLines(run, violation, i, actors, width))
                {
                    yield return line;
                }
            }
        }

        yield return "";
        foreach (var line in CounterexampleText.Wrap(Outcome(violation)))
        {
            yield return $"  {line}";
        }
    }

    private static IEnumerable<string> StepLines(WorldRun run, Violation violation, int index, string[] actors,
        int width)
    {
        var label = violation.Steps[index].Label;
        var column = Array.IndexOf(actors, label.Actor);
        var isLast = index == violation.Steps.Length - 1;
        var mark = isLast ? ">" : " ";
        var number = $" {mark}{index + 1,3}";
        foreach (var part in CounterexampleText.Wrap(Cell(run, label), width))
        {
            var cells = new string[actors.Length];
            Array.Fill(cells, "");
            cells[column] = part;
            yield return Row(number, cells, actors.Length, width);
            number = "";
        }
    }

    /// <summary>The line of the patch, if there is one, or the actor; then the step.</summary>
    private static string Cell(WorldRun run, StepLabel label)
    {
        var line = $"{run.Driver.Document}:";
        return label.Source.StartsWith(line, StringComparison.Ordinal) ? $"{label.Source[line.Length..]}: {label.Text}"
            : label.Source == run.Driver.Document || label.Source == label.Actor ? label.Text
            : $"{label.Source}: {label.Text}";
    }

    private static string Row(string number, string[] cells, int columns, int width)
    {
        var padded = Enumerable.Range(0, columns).Select(c => cells[c].PadRight(width));
        return (number.PadRight(NumberWidth) + string.Join(Gap, padded)).TrimEnd();
    }

    /// <summary>What the steps came to, in a sentence.</summary>
    internal static string Outcome(Violation violation) => violation.Kind switch
    {
        ViolationKind.Step => $"step {violation.Steps.Length} violates {violation.Requirement.Id}"
            + (violation.Steps.Length > 1 && violation.Steps[^2].After is { } after ? $"; before it: {after}" : ""),
        ViolationKind.State => $"then {violation.Requirement.Id} is violated: "
            + (violation.Steps.IsEmpty ? violation.Start : violation.Steps[^1].After),
        ViolationKind.Deadlock => $"then no task can run: {violation.Requirement.Id}",
        ViolationKind.Unreachable => $"from here this cannot be reached: {violation.ReachableGoal?.Name}",
        _ => throw new ArgumentOutOfRangeException(nameof(violation)),
    };
}
