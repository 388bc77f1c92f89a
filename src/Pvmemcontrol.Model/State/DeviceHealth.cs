// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.State;

/// <summary>How a device answers register accesses.</summary>
public enum DeviceHealth
{
    /// <summary>As specified.</summary>
    Well,

    /// <summary>
    /// Not at all: writes do nothing, reads give zeros. Its channels are as they were, and what was posted is done.
    /// </summary>
    Hung,

    /// <summary>It was pulled out: writes do nothing, reads give ones. The VMM has dropped its channels.</summary>
    Gone,
}
