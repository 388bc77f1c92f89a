// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.VfioUser.Protocol;

/// <summary>The messages that a client of vfio-user (version 0) sends; those of which this server knows the body.
/// </summary>
public enum MessageCommand : ushort
{
    /// <summary>The first message: versions and capabilities.</summary>
    Version = 1,

    /// <summary>A range of guest memory, with a descriptor of the file behind it.</summary>
    DmaMap = 2,

    /// <summary>Such a range goes away.</summary>
    DmaUnmap = 3,

    /// <summary>How many regions and interrupts the device has.</summary>
    DeviceGetInfo = 4,

    /// <summary>Size and access of a region.</summary>
    DeviceGetRegionInfo = 5,

    /// <summary>How many interrupts there are of a kind.</summary>
    DeviceGetIrqInfo = 7,

    /// <summary>What to signal for an interrupt.</summary>
    DeviceSetIrqs = 8,

    /// <summary>A read of a BAR or of configuration space.</summary>
    RegionRead = 9,

    /// <summary>A write to a BAR or to configuration space.</summary>
    RegionWrite = 10,

    /// <summary>A reset of the function.</summary>
    DeviceReset = 13,
}
