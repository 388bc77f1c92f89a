// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.VfioUser.Rig;

/// <summary>What is booted, and how.</summary>
public sealed record RigOptions
{
    /// <summary>The folder with the driver's source.</summary>
    public required string Driver { get; init; }

    /// <summary>The folder that has uapi/linux/pvmemcontrol.h; null: found by the script.</summary>
    public string? Include { get; init; }

    /// <summary>A kernel image; null: the distribution's.</summary>
    public string? Kernel { get; init; }

    /// <summary>What modules are built against; null: the distribution's headers.</summary>
    public string? Headers { get; init; }

    /// <summary>QEMU; null: the distribution's.</summary>
    public string? Qemu { get; init; }

    /// <summary>vCPUs.</summary>
    public int Smp { get; init; } = 2;

    /// <summary>QEMU's accelerator.</summary>
    public string Accelerator { get; init; } = "tcg,thread=multi";

    /// <summary>Whether QEMU posts register writes, which is its default and makes judging impossible.</summary>
    public bool PostsWrites { get; init; }

    /// <summary>When the guest is ended if it has not ended itself.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromMinutes(3);
}
