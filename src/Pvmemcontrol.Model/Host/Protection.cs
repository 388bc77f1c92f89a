// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Host;

/// <summary>What a page may be accessed for; PROT_EXEC plays no part.</summary>
[Flags]
public enum Protection : byte
{
    /// <summary>PROT_NONE.</summary>
    None = 0,

    /// <summary>PROT_READ.</summary>
    Read = 1,

    /// <summary>PROT_WRITE.</summary>
    Write = 2,

    /// <summary>PROT_READ | PROT_WRITE, what guest RAM starts with.</summary>
    ReadWrite = Read | Write,
}
