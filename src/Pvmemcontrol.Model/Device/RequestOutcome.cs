// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Model.Device;

/// <summary>One way in which a request may end.</summary>
/// <param name="Reply">What the fields of the reply may be. Holes of SHOULDs and decided MUSTs are advice.</param>
/// <param name="Host">The mapping afterwards, before the reply is stored in the buffer.</param>
/// <param name="Teaches">True when the reply shows whether the device offers the function.</param>
public sealed record RequestOutcome(
    ImmutableArray<FieldHole> Reply, HostMapping Host, bool Teaches = false);
