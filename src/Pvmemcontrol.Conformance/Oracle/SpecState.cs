// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Oracle;

/// <summary>A state that the specification may be in, given what was observed so far.</summary>
/// <param name="Transport">Phase, channels, registers.</param>
/// <param name="Host">The mapping of guest RAM.</param>
/// <param name="Traits">What the device's replies have shown about it.</param>
internal sealed record SpecState(Transport Transport, HostMapping Host, DeviceTraits Traits)
{
    /// <summary>True when it equals the other in every respect.</summary>
    internal bool IsSameAs(SpecState other) =>
        Traits == other.Traits && Transport.IsSameAs(other.Transport) && Host.IsSameAs(other.Host);
}
