// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Driver;

/// <summary>The flags of open(2) that matter here. Numbers as in asm-generic.</summary>
[Flags]
public enum OpenFlags
{
    /// <summary>O_RDONLY, which is enough.</summary>
    None = 0,

    /// <summary>O_RDWR.</summary>
    ReadWrite = 2,

    /// <summary>O_EXCL.</summary>
    Exclusive = 0x80,
}
