// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Driver;

/// <summary>
/// A driver's calls from the PCI core, which makes them one at a time for each function; those for different functions
/// may be made at once.
/// </summary>
public interface IPciDriver
{
    /// <summary>The function is found, or bound again.</summary>
    /// <returns>0, or a negative errno. (The PCI core treats a positive number as success.)</returns>
    int Probe(IPciFunction function);

    /// <summary>The function is unbound from the driver, which owns it since <see cref="Probe"/>.</summary>
    void Remove(IPciFunction function);

    /// <summary>Another kernel is about to take over the machine, or it is about to halt.</summary>
    void Shutdown(IPciFunction function);

    /// <summary>The function is about to lose its state. Tasks are frozen.</summary>
    /// <returns>0, or a negative errno.</returns>
    int Suspend(IPciFunction function);

    /// <summary>The function is back, without its state. Tasks are still frozen.</summary>
    /// <returns>0, or a negative errno.</returns>
    int Resume(IPciFunction function);
}
