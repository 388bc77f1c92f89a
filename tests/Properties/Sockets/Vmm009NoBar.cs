// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Properties.Support;
using Pvmemcontrol.VfioUser.Client;
using Pvmemcontrol.VfioUser.Protocol;

namespace Pvmemcontrol.Properties.Sockets;

/// <summary>Broken: the registers are in another BAR, and BAR0 has no size.</summary>
[Breaks("PVMC-VMM-009")]
internal sealed class Vmm009NoBar(VfioUserClient client) : PciFunction(client)
{
    internal override void Read(uint region, ulong offset, Span<byte> data)
    {
        base.Read(region, offset, data);
        if (region == RegionIndex.Configuration && offset == PciFunctionJudge.Bar0)
        {
            data.Clear();
        }
    }
}
