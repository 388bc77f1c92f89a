// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Storms;

/// <summary>How far the process of a storm is.</summary>
internal enum StormState
{
    /// <summary>The target is being loaded.</summary>
    Loading,

    /// <summary>The guest is at work.</summary>
    Storming,

    /// <summary>The guest is done; the VMM looks what is left to it. No device is called any more.</summary>
    Measuring,

    /// <summary>All is told.</summary>
    Done,

    /// <summary>The handshake failed, or this host does not let the process do even before what is to be tested.
    /// </summary>
    Impossible,
}
