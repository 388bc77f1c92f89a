// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Abi;

/// <summary>
/// Linux error numbers as a reply carries them: positive, numbered as in asm-generic on every architecture. Only those
/// that the specification names are listed; any value from 1 to <see cref="Errnos.Max"/> is an error number.
/// </summary>
public enum Errno : uint
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>Operation not permitted.</summary>
    EPERM = 1,

    /// <summary>Input/output error.</summary>
    EIO = 5,

    /// <summary>Bad file descriptor.</summary>
    EBADF = 9,

    /// <summary>Try again: a resource is temporarily short.</summary>
    EAGAIN = 11,

    /// <summary>Out of memory, or of VMAs.</summary>
    ENOMEM = 12,

    /// <summary>Permission denied.</summary>
    EACCES = 13,

    /// <summary>Bad address.</summary>
    EFAULT = 14,

    /// <summary>Device or resource busy.</summary>
    EBUSY = 16,

    /// <summary>No such device.</summary>
    ENODEV = 19,

    /// <summary>Invalid argument.</summary>
    EINVAL = 22,

    /// <summary>Inappropriate ioctl for device.</summary>
    ENOTTY = 25,

    /// <summary>Function not implemented by the kernel.</summary>
    ENOSYS = 38,

    /// <summary>Operation not supported.</summary>
    EOPNOTSUPP = 95,
}
