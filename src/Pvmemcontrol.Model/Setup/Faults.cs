// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Setup;

/// <summary>What may go wrong in a world, as often as its budget allows.</summary>
[Flags]
public enum Faults
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>An allocation, a mapping or a registration fails.</summary>
    Allocation = 1,

    /// <summary>The device answers ERROR to a command of the handshake and is Broken.</summary>
    Refuses = 2,

    /// <summary>
    /// The device stops answering before it has taken a transport command; requests begun before are performed.
    /// </summary>
    HangsBefore = 4,

    /// <summary>The device takes a transport command, and stops answering before its answer is read.</summary>
    HangsAfter = 8,

    /// <summary>INFO is answered with a ret_code.</summary>
    RefusesInfo = 16,

    /// <summary>A request's register write returns without a reply.</summary>
    Unanswered = 32,

    /// <summary>A channel allocation crosses a page boundary within a buffer, if its alignment permits.</summary>
    Straddles = 64,

    /// <summary>
    /// The answer to a transport command can be read only later: the first read after it shows nothing. Sources only.
    /// </summary>
    Slow = 128,

    /// <summary>The device is pulled out at a register write. Sources only.</summary>
    Gone = 256,
}
