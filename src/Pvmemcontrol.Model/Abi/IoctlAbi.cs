// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Abi;

/// <summary>The guest's user interface. Source: patch v4, uapi:43-45.</summary>
public static class IoctlAbi
{
    /// <summary>_IOWR(0xDA, 0x00, 32 bytes).</summary>
    public const uint VmmCall = 0xC020_DA00;
}
