// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.State;

/// <summary>What a function of the driver returns, as far as its callers tell it apart.</summary>
public enum ErrorCode
{
    /// <summary>0.</summary>
    Success,

    /// <summary>-EINVAL.</summary>
    Invalid,

    /// <summary>-ENODEV, -ENXIO or -ENOENT.</summary>
    NoDevice,

    /// <summary>-EIO. The last of those that ioctl keeps in a variable.</summary>
    Broken,

    /// <summary>-ENOMEM.</summary>
    NoMemory,

    /// <summary>-EEXIST or -EBUSY: another device has it.</summary>
    Busy,

    /// <summary>A number above zero, such as the device's own error code passed on (pvmemcontrol.c:178-179).</summary>
    Positive,
}
