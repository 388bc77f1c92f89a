// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Impl.Vcpus;

/// <summary>Where BAR0 of the device is for the guests here: where a PC has its PCI devices.</summary>
public static class Bar
{
    /// <summary>Guest physical address of the first register.</summary>
    public const ulong Start = 0xE000_0000;

    /// <summary>Bytes.</summary>
    public const ulong Length = PageGeometry.Size;

    /// <summary>True for an address in BAR0.</summary>
    public static bool Has(ulong address) => address - Start < Length;
}
