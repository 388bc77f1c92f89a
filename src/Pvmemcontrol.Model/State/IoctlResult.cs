// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.State;

/// <summary>How an ioctl ended.</summary>
public enum IoctlResult
{
    /// <summary>It has not.</summary>
    Pending,

    /// <summary>It returned 0 with its reply.</summary>
    Replied,

    /// <summary>It returned an error.</summary>
    Failed,
}
