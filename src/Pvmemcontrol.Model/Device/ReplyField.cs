// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Device;

/// <summary>A field of a reply, named as in the patch (uapi:27-33).</summary>
public enum ReplyField
{
    /// <summary>ret_errno.</summary>
    Errno,

    /// <summary>ret_code.</summary>
    Code,

    /// <summary>ret_value.</summary>
    Value,

    /// <summary>arg0.</summary>
    Arg0,

    /// <summary>arg1.</summary>
    Arg1,
}
