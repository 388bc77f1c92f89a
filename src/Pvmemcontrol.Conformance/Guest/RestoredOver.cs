// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Guest;

/// <summary>How guest RAM is given to the device that is restored. Huge pages always stay where they are.</summary>
public enum RestoredOver : byte
{
    /// <summary>At the host addresses of the saved device, in the same order.</summary>
    SameAddresses,

    /// <summary>At other host addresses, as in another process.</summary>
    OtherAddresses,

    /// <summary>At other host addresses, and the regions in another order.</summary>
    OtherOrder,
}
