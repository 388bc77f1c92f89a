// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Driver;

/// <summary>An account of the memory that a kernel has allocated, in bytes since it started.</summary>
/// <param name="Allocated">Allocated.</param>
/// <param name="Freed">Freed.</param>
/// <param name="Quarantined">Never freed, and counted (PVMC-DRV-032).</param>
public readonly record struct MemoryAccount(long Allocated, long Freed, long Quarantined)
{
    /// <summary>Neither freed nor quarantined. With nothing bound it is 0, or something leaked (PVMC-DRV-024).
    /// </summary>
    public long InUse => Allocated - Freed - Quarantined;
}
