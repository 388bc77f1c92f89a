// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Host;

/// <summary>What may happen to the pages of memory that somebody else has mapped, while it is used.</summary>
public enum PageLife
{
    /// <summary>
    /// A request may revoke them. The device keeps the pages of its buffers accessible and uses them directly.
    /// </summary>
    Revocable,

    /// <summary>
    /// They are always there and accessible: a sealed object, of which nobody revokes pages here. All use is direct.
    /// </summary>
    Lasting,

    /// <summary>
    /// Somebody else may take them away at any moment, by truncating their file. A load or store could end this process
    /// with SIGBUS, so all use goes through system calls, which report such a page.
    /// </summary>
    Vanishing,
}
