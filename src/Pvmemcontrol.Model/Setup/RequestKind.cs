// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Setup;

/// <summary>What an ioctl asks for, as far as the worlds tell requests apart.</summary>
public enum RequestKind
{
    /// <summary>DONTNEED of a page that nothing else uses.</summary>
    DontNeed,

    /// <summary>INFO.</summary>
    Info,

    /// <summary>MPROTECT_NONE of the page with the channel that carries the request.</summary>
    OwnChannel,

    /// <summary>DONTNEED of memory that may be unplugged.</summary>
    Pluggable,

    /// <summary>MPROTECT_NONE of a page that the guest has in use.</summary>
    Revoke,

    /// <summary>MPROTECT_RW of the same page.</summary>
    GiveBack,

    /// <summary>MLOCK of a page.</summary>
    Lock,

    /// <summary>MUNLOCK of the same page.</summary>
    Unlock,

    /// <summary>Another ioctl number.</summary>
    WrongNumber,

    /// <summary>A pointer to an address where nothing is mapped.</summary>
    BadPointer,
}
