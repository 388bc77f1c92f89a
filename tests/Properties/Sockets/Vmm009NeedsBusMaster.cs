// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Properties.Support;
using Pvmemcontrol.VfioUser.Client;
using Pvmemcontrol.VfioUser.Protocol;

namespace Pvmemcontrol.Properties.Sockets;

/// <summary>Broken: BAR0 does not answer before the guest has turned Bus Master Enable on.</summary>
[Breaks("PVMC-VMM-009")]
internal sealed class Vmm009NeedsBusMaster(VfioUserClient client) : PciFunction(client)
{
    internal override void Read(uint region, ulong offset, Span<byte> data)
    {
        if (region == RegionIndex.Configuration || IsBusMaster())
        {
            base.Read(region, offset, data);
        }
        else
        {
            data.Fill(byte.MaxValue);
        }
    }

    private bool IsBusMaster()
    {
        Span<byte> command = stackalloc byte[2];
        base.Read(RegionIndex.Configuration, PciFunctionJudge.Command, command);
        return (command[0] & PciFunctionJudge.BusMaster) != 0;
    }
}
