// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.State;

/// <summary>What became of an allocation.</summary>
public enum Memory
{
    /// <summary>It was not made.</summary>
    None,

    /// <summary>It is in use.</summary>
    Live,

    /// <summary>It was given back; others own the memory now.</summary>
    Freed,

    /// <summary>It is kept for good because a device may still write to it; that is counted, and no leak.</summary>
    Quarantined,
}
