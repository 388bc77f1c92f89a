// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Guest;

/// <summary>What happened to a saved state before it is restored.</summary>
public enum StateDamage
{
    /// <summary>Bytes at its end are missing.</summary>
    Truncated,

    /// <summary>Bytes follow it.</summary>
    Extended,

    /// <summary>One bit differs.</summary>
    Flipped,

    /// <summary>It is something else altogether.</summary>
    Foreign,
}
