// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Device;

/// <summary>
/// The record of a page. Zero in <see cref="Attributes"/> is the initial state. An attribute shifted by
/// <see cref="PageRecord.InDoubt"/> is in doubt: a failed call may have changed it.
/// </summary>
[Flags]
internal enum PageMarks : ushort
{
    /// <summary>As it was mapped.</summary>
    None = 0,

    /// <summary>Without PROT_READ.</summary>
    NoRead = 1,

    /// <summary>Without PROT_WRITE.</summary>
    NoWrite = 2,

    /// <summary>The protection; with any of it the VMM cannot use a buffer.</summary>
    Revoked = NoRead | NoWrite,

    /// <summary>A guest locked it.</summary>
    Locked = 4,

    /// <summary>A guest excluded it from core dumps.</summary>
    DontDump = 8,

    /// <summary>A guest let KSM merge it.</summary>
    Mergeable = 16,

    /// <summary>A guest gave its VMA a name.</summary>
    Named = 32,

    /// <summary>Two neighbours that differ here are in different VMAs.</summary>
    Attributes = Revoked | Locked | DontDump | Mergeable | Named,

    /// <summary>It and the page before are both named, and not known to have the same name.</summary>
    OtherName = 64,

    /// <summary>A VMA may begin here although the attributes don't say so: a call failed, or the kernel doesn't merge.
    /// </summary>
    Edge = 128,

    /// <summary>Constant: the kernel doesn't merge VMAs here, even if they become equal.</summary>
    StaysSplit = 0x4000,

    /// <summary>Constant: no VMA that a guest causes can begin here.</summary>
    NeverEdge = 0x8000,
}
