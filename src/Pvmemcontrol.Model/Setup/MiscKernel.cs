// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Setup;

/// <summary>What misc_register does with an entry that is registered already.</summary>
public enum MiscKernel
{
    /// <summary>
    /// Initialises its list node, which is linked, before it finds the minor taken: -EBUSY and a list that loops.
    /// Measured on 6.1.
    /// </summary>
    Older,

    /// <summary>Finds out first: -EINVAL. Measured on 7.3.</summary>
    Newer,
}
