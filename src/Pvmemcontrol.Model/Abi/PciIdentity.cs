// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Abi;

/// <summary>How the guest finds the device. Source: pvmemcontrol.c:32-33.</summary>
public static class PciIdentity
{
    /// <summary>PCI vendor id.</summary>
    public const ushort Vendor = 0x1AE0;

    /// <summary>PCI device id.</summary>
    public const ushort Device = 0x0087;

    /// <summary>The BAR that holds the registers.</summary>
    public const int Bar = 0;
}
