// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Evidence;

/// <summary>The kind of run of a verdict, as screen and reports name it.</summary>
/// <param name="Name">In machine-readable reports: scenarios, concurrent, bounds-mappings and so on.</param>
/// <param name="Measure">In a few words, such as "abi, mixed".</param>
/// <param name="Column">The same as a column of a table.</param>
/// <param name="Unit">What is counted: scenario or round.</param>
/// <param name="Heading">The heading of a finding of the run, after the target.</param>
public sealed record RunKind(string Name, string Measure, string Column, string Unit, string Heading)
{
    /// <summary>The <see cref="Name"/> of rounds of several vCPUs.</summary>
    internal const string ConcurrentName = "concurrent";

    /// <summary>The name of the facts about KVM.</summary>
    public const string KvmName = "kvm";

    /// <summary>The name of runs with one vCPU.</summary>
    public const string ScenariosName = "scenarios";
}
