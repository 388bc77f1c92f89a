// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Driver;

/// <summary>A PCI function, as its driver sees it.</summary>
public interface IPciFunction
{
    /// <summary>Where it is, such as 0000:00:04.0.</summary>
    string Slot { get; }

    /// <summary>What the driver keeps with it (pci_set_drvdata); null in a function that is not bound.</summary>
    object? DriverData { get; set; }

    /// <summary>pcim_enable_device(): undone by itself when probe fails, and after remove.</summary>
    /// <returns>0, or a negative errno.</returns>
    int Enable();

    /// <summary>pcim_iomap() of BAR 0: undone by itself when probe fails, and after remove.</summary>
    /// <returns>Null when it cannot be mapped.</returns>
    IRegisters? MapRegisters();
}
