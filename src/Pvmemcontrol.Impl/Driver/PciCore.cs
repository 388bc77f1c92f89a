// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Impl.Driver;

/// <summary>The PCI core: binds functions to a driver.</summary>
/// <param name="driver">The driver.</param>
public sealed class PciCore(IPciDriver driver)
{
    /// <summary>
    /// Binds a function: what hot-plug does, and a write to the driver's file bind in sysfs.
    /// </summary>
    /// <returns>
    /// 0; -EBUSY when it is bound; what probe returned. A positive number counts as success, as in Linux.
    /// </returns>
    public int Bind(PciFunction function)
    {
        lock (function.Lock)
        {
            if (function.Driver is not null)
            {
                return -(int)Errno.EBUSY;
            }

            var error = driver.Probe(function);
            if (error < 0)
            {
                function.ReleaseResources();
            }
            else
            {
                function.Driver = driver;
            }

            return error;
        }
    }

    /// <summary>Takes a function from its driver; what is not bound stays so.</summary>
    /// <returns>0; -ENODEV when it is not bound.</returns>
    public int Unbind(PciFunction function)
    {
        lock (function.Lock)
        {
            if (function.Driver is null)
            {
                return -(int)Errno.ENODEV;
            }

            driver.Remove(function);
            function.Driver = null;
            function.ReleaseResources();
            return 0;
        }
    }

    /// <summary>What kexec and reboot do.</summary>
    public void Shutdown(PciFunction function)
    {
        lock (function.Lock)
        {
            if (function.Driver is not null)
            {
                driver.Shutdown(function);
            }
        }
    }

    /// <summary>The first half of hibernation. Tasks must be frozen.</summary>
    /// <returns>0, or what the driver returned.</returns>
    public int Suspend(PciFunction function)
    {
        lock (function.Lock)
        {
            return function.Driver is null ? 0 : driver.Suspend(function);
        }
    }

    /// <summary>The second half. Tasks must still be frozen.</summary>
    /// <returns>0, or what the driver returned.</returns>
    public int Resume(PciFunction function)
    {
        lock (function.Lock)
        {
            return function.Driver is null ? 0 : driver.Resume(function);
        }
    }
}
