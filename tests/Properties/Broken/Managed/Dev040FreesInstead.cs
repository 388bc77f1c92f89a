// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Broken.Managed;

/// <summary>DONTNEED is done with the cheaper MADV_FREE, which leaves the content for now.</summary>
[Breaks("PVMC-DEV-040")]
public sealed class Dev040FreesInstead : BrokenDevice
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        function == FunctionCode.DontNeed && Memory.Layout.Regions[region].Backing == Backing.PrivateAnonymous
            ? base.Call(FunctionCode.Free, region, offset, length, arg)
            : base.Call(function, region, offset, length, arg);
}
