// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Broken.Managed;

/// <summary>Every third channel command is dropped.</summary>
[Breaks("PVMC-DEV-020")]
public sealed class Dev020ThirdRequestDropped : BrokenDevice
{
    private int _writes;

    public override void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        var isChannelCommand = offset == Registers.Command && BitConverter.ToUInt32(data) >= 0x8000_0000;
        if (!isChannelCommand || ++_writes % 3 != 0)
        {
            base.Write(offset, data);
        }
    }
}
