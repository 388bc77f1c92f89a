// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Broken.Managed;

/// <summary>DONTNEED leaves zeros where a file should show.</summary>
[Breaks("PVMC-DEV-050")]
public sealed class Dev050ZeroesFile : BrokenDevice
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg)
    {
        var errno = base.Call(function, region, offset, length, arg);
        if (function == FunctionCode.DontNeed && Memory.Layout.Regions[region].Backing == Backing.PrivateFile)
        {
            Memory.TryWrite(Memory.Layout.Regions[region].Start + offset, new byte[PageGeometry.Size]);
        }

        return errno;
    }
}
