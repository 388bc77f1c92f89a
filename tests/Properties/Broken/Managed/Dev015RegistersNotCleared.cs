// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Broken.Managed;

/// <summary>Bytes without a response show what was last in the VMM's memory.</summary>
[Breaks("PVMC-DEV-015")]
public sealed class Dev015RegistersNotCleared : BrokenDevice
{
    public override void Read(ulong offset, Span<byte> data)
    {
        base.Read(offset, data);
        if (offset == 12)
        {
            data.Fill(0x7F);
        }
    }
}
