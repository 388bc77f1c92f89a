// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>How far the process is.</summary>
internal enum BoundState
{
    /// <summary>The target is being loaded.</summary>
    Loading,

    /// <summary>The guest is at work.</summary>
    Working,

    /// <summary>The guest is done; the VMM looks what is left to it. No device is called any more.</summary>
    Measuring,

    /// <summary>All figures are on the sheet.</summary>
    Done,

    /// <summary>The handshake failed, or this host does not let the process do even before what is to be tested.
    /// </summary>
    Impossible,
}
