// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>What a guest tries to use up.</summary>
public enum BoundKind
{
    /// <summary>The mappings that the VMM's process may have.</summary>
    Mappings,

    /// <summary>The memory that it may lock.</summary>
    Locks,

    /// <summary>Its memory, by registering channels.</summary>
    Channels,

    /// <summary>Anything, by creating and destroying devices: a guest may reboot at will.</summary>
    Lives,

    /// <summary>Anything, by calls that are repeated.</summary>
    Leaks,

    /// <summary>Nothing: requests whose addresses, offsets and lengths are large.</summary>
    Large,
}
