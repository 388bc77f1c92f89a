// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Broken.Managed;

/// <summary>MPROTECT_NONE skips the call when it skipped the last one: a cache that is wrong.</summary>
[Breaks("PVMC-DEV-043")]
public sealed class Dev043SkipsWhatLooksProtected : BrokenDevice
{
    private int _calls;

    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        function == FunctionCode.MProtectNone && ++_calls % 2 == 0
            ? Errno.None
            : base.Call(function, region, offset, length, arg);
}
