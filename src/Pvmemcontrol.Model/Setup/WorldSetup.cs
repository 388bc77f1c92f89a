// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Setup;

/// <summary>A bounded configuration: the actors, their calls, and what may go wrong.</summary>
public sealed record WorldSetup
{
    /// <summary>Its name on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>The question that it asks, in a sentence.</summary>
    public required string Title { get; init; }

    /// <summary>The actors, at most 7.</summary>
    public required ImmutableArray<ActorSetup> Actors { get; init; }

    /// <summary>What must happen sometimes, with the hardened driver.</summary>
    public required ImmutableArray<Situation> Sometimes { get; init; }

    /// <summary>What was done before, with nothing going wrong.</summary>
    public ImmutableArray<Call> Before { get; init; } = [];

    /// <summary>Possible CPUs, 1 to 3.</summary>
    public int Cpus { get; init; } = 2;

    /// <summary>PREEMPT_RT: read_lock and write_lock sleep, and leave preemption on.</summary>
    public bool IsRealTime { get; init; }

    /// <summary>The misc class of the kernel.</summary>
    public MiscKernel Misc { get; init; } = MiscKernel.Newer;

    /// <summary>PCI devices, 1 or 2.</summary>
    public int Devices { get; init; } = 1;

    /// <summary>Probes: each makes allocations of its own.</summary>
    public int Instances { get; init; } = 1;

    /// <summary>Open files.</summary>
    public int Files { get; init; } = 1;

    /// <summary>What may go wrong.</summary>
    public Faults Faults { get; init; }

    /// <summary>How often, in all.</summary>
    public int FaultBudget { get; init; } = 1;

    /// <summary>How the device behaves.</summary>
    public ModelDevice Device { get; init; } = ModelDevice.Conforming;

    /// <summary>Requirements that this world does not judge: it shows the consequences of not meeting them.</summary>
    public ImmutableArray<Requirement> Overlooks { get; init; } = [];

    /// <summary>False when the state does not record how each ioctl ended, which saves bits.</summary>
    public bool KeepsResults { get; init; } = true;

    /// <summary>True for a world of millions of states, which is searched to the first violation only.</summary>
    public bool IsLarge { get; init; }

    /// <summary>True when it is counted how often each request was performed.</summary>
    public bool CountsPerformed { get; init; }

    /// <summary>The bounds in words: what an exhausted search says something about.</summary>
    public string Bounds =>
        $"{Plural(Actors.Count(a => a.IsTask), "task")}, {Plural(Cpus, "CPU")}, {Plural(Devices, "device")}"
        + ", sequentially consistent"
        + (IsRealTime ? ", PREEMPT_RT" : "")
        + (Faults == Faults.None ? "" : $", {Plural(FaultBudget, "fault")}");

    private static string Plural(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
