// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Judging;

/// <summary>A state that the specification may be in, given what was observed so far.</summary>
/// <param name="Transport">Phase, channels, registers.</param>
/// <param name="Host">The mapping of guest RAM.</param>
/// <param name="Traits">What the device's replies have shown of it.</param>
internal sealed record SpecState(Transport Transport, HostMapping Host, DeviceTraits Traits)
{
    /// <summary>True when nothing tells it from the other.</summary>
    internal bool IsSameAs(SpecState other) =>
        Traits == other.Traits && Transport.IsSameAs(other.Transport) && Host.IsSameAs(other.Host);
}
