// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Device;

/// <summary>The possible outcomes of REGISTER for an address.</summary>
public enum BufferStanding
{
    /// <summary>Must be registered.</summary>
    Good,

    /// <summary>Across adjacent regions: should be registered.</summary>
    Spanning,

    /// <summary>
    /// Guest RAM, but unaligned, shared with another channel, or beyond the number of channels that the device reports:
    /// accepted or refused.
    /// </summary>
    Unusual,

    /// <summary>On a page that is or may be revoked: refused, or registered and harmless.</summary>
    Revoked,

    /// <summary>Not wholly guest RAM: must be refused.</summary>
    Bad,

    /// <summary>The address register holds no address that the guest can know.</summary>
    Unspecified,
}
