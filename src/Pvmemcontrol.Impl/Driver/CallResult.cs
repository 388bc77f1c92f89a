// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Impl.Driver;

/// <summary>How a call of <see cref="PvmemcontrolFile"/> ended.</summary>
/// <param name="Error">0, or the negative errno of ioctl(2): there is no reply.</param>
/// <param name="Reply">What the VMM answered, when <paramref name="Error"/> is 0.</param>
public readonly record struct CallResult(int Error, Reply Reply)
{
    /// <summary>True when the VMM performed the request.</summary>
    public bool IsSuccess => Error == 0 && Reply is { Errno: 0, Code: 0 };

    /// <summary>
    /// The reason of a failure, positive: the driver's error or the VMM's; EIO for a failure without a number.
    /// </summary>
    public Errno Errno => Error != 0 ? (Errno)(-Error)
        : Reply.Errno != 0 ? (Errno)Reply.Errno
        : Reply.Code != 0 ? Errno.EIO
        : Errno.None;

    /// <inheritdoc/>
    public override string ToString() => IsSuccess ? "0"
        : Error != 0 ? $"ioctl: {Errnos.Describe((ulong)-Error)}"
        : $"VMM: {Errnos.Describe(Reply.Errno)}, ret_code {Reply.Code}";
}
