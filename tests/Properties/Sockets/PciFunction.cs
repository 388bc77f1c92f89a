// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.VfioUser.Client;

namespace Pvmemcontrol.Properties.Sockets;

/// <summary>A PCI function behind a socket, as a guest accesses it.</summary>
internal class PciFunction(VfioUserClient client)
{
    internal virtual void Read(uint region, ulong offset, Span<byte> data) => client.Read(region, offset, data);

    internal virtual void Write(uint region, ulong offset, ReadOnlySpan<byte> data) =>
        client.Write(region, offset, data);
}
