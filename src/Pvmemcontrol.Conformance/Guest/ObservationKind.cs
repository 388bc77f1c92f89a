// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Guest;

/// <summary>What a step let the guest see.</summary>
public enum ObservationKind : ulong
{
    /// <summary>The step did not run.</summary>
    NotRun,

    /// <summary>It ran; there was nothing to see.</summary>
    Nothing,

    /// <summary>A: the 4 bytes of the command register; B: the 4 bytes of the response register.</summary>
    Registers,

    /// <summary>
    /// A: a register, a word of memory, or the errno of a host call. B and C of a register: what was read from and
    /// written to the registers of other devices just before; 0 where there were none.
    /// </summary>
    Value,

    /// <summary>A to D: the 32 bytes of a buffer after its command was written.</summary>
    Buffer,

    /// <summary>The guest's access faulted; the device was not asked.</summary>
    Fault,

    /// <summary>The command was written, but reading the reply faulted.</summary>
    ReplyFault,
}
