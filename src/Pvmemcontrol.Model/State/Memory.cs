// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.State;

/// <summary>The state of an allocation.</summary>
public enum Memory
{
    /// <summary>It was not made.</summary>
    None,

    /// <summary>It is in use.</summary>
    Live,

    /// <summary>It was freed; the memory may have another owner.</summary>
    Freed,

    /// <summary>It is kept for good because a device may still write to it. That is counted; it is no leak.</summary>
    Quarantined,
}
