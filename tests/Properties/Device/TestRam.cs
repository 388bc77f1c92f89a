// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Properties.Device;

/// <summary>The guest RAM of the device's tests.</summary>
internal static class TestRam
{
    /// <summary>Two adjacent regions, a hole, and a third.</summary>
    internal static readonly GuestLayout Layout = new(
        new Region(0x10_0000, 8, Backing.PrivateAnonymous),
        new Region(0x10_8000, 8, Backing.SharedMemory),
        new Region(0x20_0000, 4, Backing.PrivateAnonymous));

    /// <summary>A buffer in one piece.</summary>
    internal const ulong Buffer = 0x10_0100;

    /// <summary>Another, on another page.</summary>
    internal const ulong OtherBuffer = 0x10_1040;

    /// <summary>A buffer whose first half is in one region and whose second half in the next.</summary>
    internal const ulong SpanningBuffer = 0x10_8000 - 16;

    /// <summary>A page without buffers, for requests to name.</summary>
    internal const ulong Page = 0x10_4000;
}
