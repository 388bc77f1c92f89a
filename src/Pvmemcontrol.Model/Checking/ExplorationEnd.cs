// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Checking;

/// <summary>Why a search ended.</summary>
public enum ExplorationEnd
{
    /// <summary>Every reachable state was seen.</summary>
    Exhausted,

    /// <summary>A violation was found, and the search was not asked to look for more.</summary>
    Violation,

    /// <summary>It would have needed more states than <see cref="ExplorationOptions.MaxStates"/>.</summary>
    StatesBound,

    /// <summary>It would have needed more memory than <see cref="ExplorationOptions.MaxBytes"/>.</summary>
    MemoryBound,

    /// <summary>The caller cancelled it.</summary>
    Cancelled,
}
