// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.VfioUser.Judging;

/// <summary>A requirement that the guest's driver, or the VMM around the device, does not meet.</summary>
public sealed class DriverFinding
{
    /// <summary>The requirement.</summary>
    public required Requirement Requirement { get; init; }

    /// <summary>The device, by its name in the session.</summary>
    public required string Device { get; init; }

    /// <summary>What was observed.</summary>
    public required string Observed { get; init; }

    /// <summary>The last accesses to the device, the one that shows it last.</summary>
    public required ImmutableArray<string> Accesses { get; init; }

    /// <summary>What the device did wrong on purpose at the time, or "none".</summary>
    public required string Fault { get; init; }

    /// <summary>How many marks the guest had written.</summary>
    public required int MarkNumber { get; init; }

    /// <summary>What the guest's kernel reported, if that shows it.</summary>
    public ImmutableArray<string> KernelReport { get; init; } = [];

    /// <summary>How often it was observed.</summary>
    public int Times { get; internal set; } = 1;
}
