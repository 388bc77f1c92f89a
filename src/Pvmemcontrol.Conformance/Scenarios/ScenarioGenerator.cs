// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>Scenarios from the step table.</summary>
public static class ScenarioGenerator
{
    /// <summary>The scenario of a seed: the same everywhere and always.</summary>
    /// <param name="seed">Any.</param>
    /// <param name="size">About how many steps.</param>
    /// <param name="table">Which table.</param>
    /// <param name="layout">The regions.</param>
    public static Scenario Generate(ulong seed, int size, ImmutableArray<StepRow> table, GuestLayout layout) =>
        new(seed, layout, Steps(layout, size, table, new SeededDraw(seed)));

    /// <summary>Steps from any source of choices.</summary>
    public static ImmutableArray<Step> Steps(
        GuestLayout layout, int size, ImmutableArray<StepRow> table, IDraw draw)
    {
        var sketch = new GuestSketch(layout);
        var steps = ImmutableArray.CreateBuilder<Step>();
        var fills = Math.Min(size / 4, 1 + draw.Below(6));
        for (var i = 0; i < fills; i++)
        {
            steps.Add(new Step.Fill(Values.Page(layout, draw), (byte)(1 + i)));
        }

        while (steps.Count < size)
        {
            foreach (var step in StepTable.Draw(table, sketch, draw))
            {
                sketch.Note(step);
                steps.Add(step);
            }
        }

        return steps.Count > Scenario.MaxSteps ? [.. steps.Take(Scenario.MaxSteps)] : steps.DrainToImmutable();
    }
}
