// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Holes;

/// <summary>One answer of the transport.</summary>
/// <param name="Requirement">Why.</param>
/// <param name="Command">The answer.</param>
public sealed record ExactlyCommand(Requirement Requirement, TransportCommand Command) : ValueHole(Requirement)
{
    /// <inheritdoc/>
    public override ulong Canonical => (ulong)Command;

    /// <inheritdoc/>
    public override bool Admits(ulong value) => value == (ulong)Command;

    /// <inheritdoc/>
    public override string Describe() => $"{Command.ToString().ToUpperInvariant()} (0x{(uint)Command:x8})";
}
