// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Checking;

/// <summary>What violates a requirement.</summary>
public enum ViolationKind
{
    /// <summary>A step, such as a use of freed memory.</summary>
    Step,

    /// <summary>A state.</summary>
    State,

    /// <summary>A state without any step, which is not final.</summary>
    Deadlock,

    /// <summary>A state from which a goal is no longer reachable.</summary>
    Unreachable,
}
