// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Driver;

/// <summary>The misc class: drivers register a device node there, and users open it.</summary>
public interface IMiscCore
{
    /// <summary>misc_register(): from here on users can open. May sleep.</summary>
    /// <returns>0; -EBUSY for what is registered already; another negative errno.</returns>
    int Register(IFileOperations operations);

    /// <summary>misc_deregister(): waits for running opens. Files that are open stay so. May sleep.</summary>
    void Deregister(IFileOperations operations);
}
