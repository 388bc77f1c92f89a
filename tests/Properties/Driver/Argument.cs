// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Properties.Driver;

/// <summary>What is wrong with an ioctl's arguments.</summary>
internal enum Argument
{
    /// <summary>Nothing.</summary>
    Good,

    /// <summary>Another ioctl number.</summary>
    OtherNumber,

    /// <summary>Nothing is mapped there.</summary>
    Unreadable,

    /// <summary>It can be read, not written: that shows when the request was performed.</summary>
    ReadOnly,
}
