// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Checking;

/// <summary>What of a world violates a requirement.</summary>
public enum ViolationKind
{
    /// <summary>A step does, such as a use of freed memory.</summary>
    Step,

    /// <summary>A state does.</summary>
    State,

    /// <summary>A state without any step, which is not final.</summary>
    Deadlock,

    /// <summary>A state from which a goal cannot be reached any more.</summary>
    Unreachable,
}
