// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Guest;

/// <summary>What the runner's process is about to do, published first so that a crash can be located.</summary>
public enum RunPhase : byte
{
    /// <summary>Nothing, or between scenarios.</summary>
    Idle,

    /// <summary>Mapping guest RAM and making the device.</summary>
    Creating,

    /// <summary>The guest accesses its memory.</summary>
    GuestAccess,

    /// <summary>The device handles a register access, VM reset, save or restore.</summary>
    InDevice,

    /// <summary>A bare host call.</summary>
    InHostCall,

    /// <summary>All steps are done; memory is being read.</summary>
    Observing,

    /// <summary>The device is being destroyed.</summary>
    Destroying,
}
