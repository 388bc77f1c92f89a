// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Driver;

/// <summary>What became of the memory that a kernel gave out, in bytes since it started.</summary>
/// <param name="Allocated">Given out.</param>
/// <param name="Freed">Given back.</param>
/// <param name="Quarantined">Kept for good, and counted (PVMC-DRV-032).</param>
public readonly record struct MemoryAccount(long Allocated, long Freed, long Quarantined)
{
    /// <summary>Neither given back nor quarantined. With nothing bound it is 0, or something leaked (PVMC-DRV-024).
    /// </summary>
    public long InUse => Allocated - Freed - Quarantined;
}
