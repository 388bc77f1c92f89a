// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Drivers.Building;
using Pvmemcontrol.Drivers.Search;
using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Drivers.Processes;

/// <summary>The driver or its tools cannot be used; one line says why.</summary>
/// <param name="message">The line.</param>
public sealed class DriverUnusableException(string message) : Exception(message);

/// <summary>How a driver's source is to be checked.</summary>
public sealed record DriverRunOptions
{
    /// <summary>The value of <see cref="Preemptions"/> for no bound.</summary>
    public const int Unbounded = BoundedSearch.Unbounded;

    /// <summary>A file, or a folder of files.</summary>
    public required string Source { get; init; }

    /// <summary>This tool, a program and its first arguments: the child is started from it.</summary>
    public required IReadOnlyList<string> Tool { get; init; }

    /// <summary>The worlds to search.</summary>
    public IReadOnlyList<WorldSetup> Worlds { get; init; } = DriverRun.Worlds;

    /// <summary>The largest number of preemptions.</summary>
    public int Preemptions { get; init; } = 2;

    /// <summary>Schedules by chance in each world in place of a search, or 0.</summary>
    public long Random { get; init; }

    /// <summary>The seed of schedules by chance.</summary>
    public ulong Seed { get; init; }

    /// <summary>Every access is a point of the search, also of places that only one task uses.</summary>
    public bool HasAllPoints { get; init; }

    /// <summary>
    /// An execution ends with its first finding, as a run of the model checker does: what only follows from another
    /// finding is not found.
    /// </summary>
    public bool EndsAtFinding { get; init; }

    /// <summary>For each world.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The C compiler.</summary>
    public string Compiler { get; init; } = "cc";

    /// <summary>Folders with headers of the driver's own.</summary>
    public IReadOnlyList<string> Includes { get; init; } = [];

    /// <summary>NAME or NAME=VALUE.</summary>
    public IReadOnlyList<string> Defines { get; init; } = [];

    /// <summary>A kernel tree whose user interface and PCI ids are used, or null.</summary>
    public string? KernelTree { get; init; }

    /// <summary>True when every schedule of a world with at most this many preemptions was searched.</summary>
    public bool IsExhausted(WorldLine world) => Random == 0 && world.ExhaustedBound >= Preemptions;

    internal BuildOptions Build => new(Compiler, Includes, Defines) { KernelTree = KernelTree };
}

/// <summary>What is to be different in every world.</summary>
/// <param name="Cpus">Possible CPUs, or null as the world says.</param>
/// <param name="IsRealTime">PREEMPT_RT everywhere.</param>
/// <param name="Faults">How many faults of any kind, or null as the world says.</param>
/// <param name="Kernel">The misc class, or null as the world says.</param>
public sealed record WorldChanges(int? Cpus, bool IsRealTime, int? Faults, MiscKernel? Kernel)
{
    /// <summary>All faults that a source can meet.</summary>
    private const Faults Every = Model.Setup.Faults.Allocation | Model.Setup.Faults.Refuses
        | Model.Setup.Faults.HangsBefore | Model.Setup.Faults.HangsAfter | Model.Setup.Faults.RefusesInfo
        | Model.Setup.Faults.Unanswered | Model.Setup.Faults.Straddles | Model.Setup.Faults.Slow
        | Model.Setup.Faults.Gone;

    /// <summary>The world with the changes.</summary>
    public WorldSetup Apply(WorldSetup world) => world with
    {
        Cpus = Cpus ?? world.Cpus,
        IsRealTime = IsRealTime || world.IsRealTime,
        Misc = Kernel ?? world.Misc,
        Faults = Faults is null ? world.Faults : Faults == 0 ? Model.Setup.Faults.None : Every,
        FaultBudget = Faults ?? world.FaultBudget,
    };
}
