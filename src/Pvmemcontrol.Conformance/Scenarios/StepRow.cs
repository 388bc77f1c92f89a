// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>A row of the step table: a kind of step, its frequency, and how its values are drawn.</summary>
/// <param name="Name">The kind of step.</param>
/// <param name="Weight">Its frequency relative to the other rows, on a device that the sketch considers Ready.</param>
/// <param name="WeightElsewhere">The same on a device that it considers not Ready.</param>
/// <param name="Draw">One phrase: a few steps that belong together.</param>
public sealed record StepRow(
    string Name, int Weight, int WeightElsewhere, Func<GuestSketch, IDraw, IEnumerable<Step>> Draw);
