// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Broken.Managed;

/// <summary>DONTNEED of several pages gives up in the middle of the second.</summary>
[Breaks("PVMC-DEV-044")]
public sealed class Dev044HalfAPageOnFailure : BrokenDevice
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg)
    {
        if (function != FunctionCode.DontNeed || length <= PageGeometry.Size)
        {
            return base.Call(function, region, offset, length, arg);
        }

        var errno = base.Call(function, region, offset, PageGeometry.Size, arg);
        Memory.TryWrite(Memory.Layout.Regions[region].Start + offset
            + PageGeometry.Size, new byte[PageGeometry.Size / 2]);
        return errno == Errno.None ? Errno.ENOMEM : errno;
    }
}
