// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Driver;

/// <summary>What a function of the driver returns, as far as anybody tells it apart.</summary>
public enum ErrorCode
{
    /// <summary>0.</summary>
    Success,

    /// <summary>-EINVAL.</summary>
    Invalid,

    /// <summary>-ENOMEM.</summary>
    NoMemory,

    /// <summary>-EEXIST or -EBUSY: somebody else has it.</summary>
    Busy,

    /// <summary>-ENODEV, -ENXIO or -ENOENT.</summary>
    NoDevice,

    /// <summary>-EIO.</summary>
    Broken,

    /// <summary>A number above zero, such as the device's own error code passed on (pvmemcontrol.c:178-179).</summary>
    Positive,
}
