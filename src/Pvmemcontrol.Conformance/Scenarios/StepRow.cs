// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>A row of the step table: a kind of steps, how often, and how its values are drawn.</summary>
/// <param name="Name">What the row is about.</param>
/// <param name="Weight">How often it is taken, relative to the other rows, on a device that is believed Ready.</param>
/// <param name="WeightElsewhere">The same on a device that is believed not Ready.</param>
/// <param name="Draw">One phrase: a few steps that belong together.</param>
public sealed record StepRow(
    string Name, int Weight, int WeightElsewhere, Func<GuestSketch, IDraw, IEnumerable<Step>> Draw);
