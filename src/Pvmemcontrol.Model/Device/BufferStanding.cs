// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Device;

/// <summary>What may become of REGISTER with an address.</summary>
public enum BufferStanding
{
    /// <summary>Must be registered.</summary>
    Good,

    /// <summary>Across adjacent regions: should be registered.</summary>
    Spanning,

    /// <summary>
    /// Guest RAM, but unaligned, shared with another channel, or more than the device said it takes: it may do either.
    /// </summary>
    Unusual,

    /// <summary>On a page that is or may be revoked: refused, or registered and harmless.</summary>
    Revoked,

    /// <summary>Not wholly guest RAM: must be refused.</summary>
    Bad,

    /// <summary>The address register holds no address that the guest could know of.</summary>
    Unspecified,
}
