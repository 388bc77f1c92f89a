// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Storms;

/// <summary>What a guest tries to use up.</summary>
public enum StormKind
{
    /// <summary>The mappings that the VMM's process may have.</summary>
    Mappings,

    /// <summary>The memory that it may lock.</summary>
    Locks,

    /// <summary>Its memory, by channels.</summary>
    Channels,

    /// <summary>What it has, by devices that come and go: a guest may reboot as often as it likes.</summary>
    Lives,
}
