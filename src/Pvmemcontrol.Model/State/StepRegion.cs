// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.State;

/// <summary>What an actor is in the middle of, so that others must keep out of it.</summary>
[Flags]
public enum StepRegion
{
    /// <summary>Nothing that others could disturb.</summary>
    None = 0,

    /// <summary>A channel's buffer holds this actor's request or its reply.</summary>
    Request = 1,

    /// <summary>A register write of this actor's handshake awaits its answer.</summary>
    Handshake = 2,

    /// <summary>The device is working on this actor's register write, in the vCPU's own time.</summary>
    Device = 4,
}
