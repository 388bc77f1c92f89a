// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Broken.Managed;

/// <summary>REMOVE is done with MADV_DONTNEED, which keeps shared memory.</summary>
[Breaks("PVMC-DEV-064")]
public sealed class Dev064RemovesAsDontNeed : BrokenDevice
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        base.Call(function == FunctionCode.Remove ? FunctionCode.DontNeed : function, region, offset, length, arg);
}
