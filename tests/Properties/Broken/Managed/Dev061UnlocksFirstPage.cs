// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Broken.Managed;

/// <summary>MUNLOCK stops after one page.</summary>
[Breaks("PVMC-DEV-061")]
public sealed class Dev061UnlocksFirstPage : BrokenDevice
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        base.Call(function, region, offset, function == FunctionCode.MUnlock ? PageGeometry.Size : length, arg);
}
