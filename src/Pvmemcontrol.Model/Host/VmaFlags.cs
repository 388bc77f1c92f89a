// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Host;

/// <summary>What a VMA allows and how the kernel treats its pages.</summary>
[Flags]
public enum VmaFlags : byte
{
    /// <summary>PROT_NONE, and nothing special.</summary>
    None = 0,

    /// <summary>PROT_READ.</summary>
    Read = 1,

    /// <summary>PROT_WRITE.</summary>
    Write = 2,

    /// <summary>PROT_READ | PROT_WRITE, what guest RAM starts with.</summary>
    ReadWrite = Read | Write,

    /// <summary>Locked in memory: mlock2(2); "lo" in /proc/PID/smaps.</summary>
    Locked = 4,

    /// <summary>Left out of core dumps: MADV_DONTDUMP; "dd" in /proc/PID/smaps.</summary>
    DontDump = 8,

    /// <summary>May be merged by KSM: MADV_MERGEABLE; "mg" in /proc/PID/smaps.</summary>
    Mergeable = 16,

    /// <summary>Everything but the protection.</summary>
    Attributes = Locked | DontDump | Mergeable,

    /// <summary>PROT_EXEC. No request gives or takes it, so that a <see cref="VmaSet"/> does not have it.</summary>
    Execute = 32,
}
