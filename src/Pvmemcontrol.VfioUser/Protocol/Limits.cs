// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.VfioUser.Protocol;

/// <summary>What a client may make the server hold or read.</summary>
internal static class Limits
{
    /// <summary>Bytes of data in one access of a region: all of configuration space.</summary>
    internal const int DataTransfer = 4096;

    /// <summary>Bytes of a message; a longer one ends the connection.</summary>
    internal const int Message = MessageHeader.Size + RegionAccess.Size + DataTransfer;

    /// <summary>Ranges of guest memory at a time.</summary>
    internal const int DmaMaps = 1024;

    /// <summary>
    /// Bytes of guest memory at a time: the device keeps two bytes about each page that it changes something of.
    /// </summary>
    internal const ulong GuestMemory = 1UL << 40;

    /// <summary>Descriptors in one message that the server asks for.</summary>
    internal const int Descriptors = 1;
}
