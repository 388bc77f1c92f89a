// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Requirements;

/// <summary>What a requirement binds; the middle part of its ID.</summary>
public enum RequirementArea
{
    /// <summary>PVMC-DEV: the device behind the registers.</summary>
    Dev,

    /// <summary>PVMC-DRV: the guest driver.</summary>
    Drv,

    /// <summary>
    /// PVMC-HOST: what the host kernel does for the device's calls; a description that binds no device.
    /// </summary>
    Host,

    /// <summary>PVMC-VMM: what the VMM around the device must provide.</summary>
    Vmm,

    /// <summary>PVMC-SYS: driver, device, host and hot-plug together: safety and progress.</summary>
    Sys,
}
