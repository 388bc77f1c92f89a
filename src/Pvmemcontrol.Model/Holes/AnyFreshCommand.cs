// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Holes;

/// <summary>An unused channel command: neither of a live channel nor a transport command.</summary>
/// <param name="Requirement">Why.</param>
/// <param name="Live">The commands of the live channels.</param>
public sealed record AnyFreshCommand(Requirement Requirement, ImmutableArray<uint> Live) : ValueHole(Requirement)
{
    /// <inheritdoc/>
    public override ulong Canonical
    {
        get
        {
            var candidate = 0x8000_0000u;
            while (!Admits(candidate))
            {
                candidate++;
            }

            return candidate;
        }
    }

    /// <inheritdoc/>
    public override bool Admits(ulong value) =>
        value <= uint.MaxValue && !Live.Contains((uint)value) && !TransportCommands.IsTransportCommand((uint)value);

    /// <inheritdoc/>
    public override string Describe() => Live.IsEmpty
        ? "any value but the six transport commands"
        : $"any value but the six transport commands and {string.Join(", ", Live.Select(c => $"0x{c:x8}"))}";
}
