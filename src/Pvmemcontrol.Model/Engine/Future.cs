// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.Engine;

/// <summary>All that an actor may still do while another one stands still.</summary>
/// <param name="Reads">What it may read.</param>
/// <param name="Waits">What it may wait for.</param>
/// <param name="Changes">What it may set or clear.</param>
/// <param name="HardWaits">
/// What it may wait for as an actor that runs whatever others do: a task with a CPU to itself, or none of the guest's.
/// </param>
internal readonly record struct Future(CellSet Reads, CellSet Waits, CellSet Changes, CellSet HardWaits)
{
    /// <summary>Either.</summary>
    public static Future operator |(in Future a, in Future b) => new(
        a.Reads | b.Reads, a.Waits | b.Waits, a.Changes | b.Changes, a.HardWaits | b.HardWaits);
}
