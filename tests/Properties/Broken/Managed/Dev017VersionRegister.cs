// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Broken.Managed;

/// <summary>An unspecified register holds a version.</summary>
[Breaks("PVMC-DEV-017")]
public sealed class Dev017VersionRegister : BrokenDevice
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
