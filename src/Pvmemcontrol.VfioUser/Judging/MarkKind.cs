// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.VfioUser.Judging;

/// <summary>What the guest's test program says of itself; guest/init/marks.h has the same.</summary>
public enum MarkKind
{
    /// <summary>The program starts; the number of possible CPUs.</summary>
    Boot = 1,

    /// <summary>The driver is asked to take the device.</summary>
    BindBegin = 2,

    /// <summary>It has; the error number, and <see cref="Mark.IsBound"/> and <see cref="Mark.HasNode"/>.</summary>
    BindEnd = 3,

    /// <summary>The driver is asked to leave the device.</summary>
    UnbindBegin = 4,

    /// <summary>It has; the error number.</summary>
    UnbindEnd = 5,

    /// <summary>The next handshake has the next fault.</summary>
    NextFault = 6,

    /// <summary>The next handshake has the fault with this number.</summary>
    Fault = 7,

    /// <summary>Tagged requests follow; 1 if threads share a file.</summary>
    RequestsBegin = 8,

    /// <summary>They are over; how many replies were right.</summary>
    RequestsEnd = 9,

    /// <summary>Memory that was free has been used by others.</summary>
    Churned = 10,

    /// <summary>Another kernel takes over.</summary>
    Kexec = 11,

    /// <summary>The VM is reset.</summary>
    Reboot = 12,

    /// <summary>The guest itself has tried the driver requirement with this number.</summary>
    Checked = 13,

    /// <summary>The guest itself has seen that it is not met.</summary>
    Found = 14,

    /// <summary>The guest waits for more memory.</summary>
    HotPlug = 15,

    /// <summary>The guest goes to sleep; where that is S3, the VMM resets the devices.</summary>
    Suspend = 16,

    /// <summary>The guest is awake again, or could not sleep.</summary>
    Resumed = 17,

    /// <summary>The program is at its end.</summary>
    Done = 18,
}
