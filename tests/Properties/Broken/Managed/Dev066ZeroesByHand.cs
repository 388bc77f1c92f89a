// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Broken.Managed;

/// <summary>DONTNEED writes zeros, so that all the memory is still in use.</summary>
[Breaks("PVMC-DEV-066")]
public sealed class Dev066ZeroesByHand : BrokenDevice
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg)
    {
        var errno = base.Call(function, region, offset, length, arg);
        var guest = Memory.Layout.Regions[region];
        if (errno == Errno.None && function == FunctionCode.DontNeed && guest.Backing == Backing.PrivateAnonymous)
        {
            _ = Memory.TryWrite(guest.Start + offset, new byte[length]);
        }

        return errno;
    }
}
