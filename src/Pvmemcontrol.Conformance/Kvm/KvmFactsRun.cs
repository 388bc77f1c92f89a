// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;

namespace Pvmemcontrol.Conformance.Kvm;

/// <summary>The facts about KVM as a run of verify.</summary>
public static class KvmFactsRun
{
    private static readonly RunKind Kind = new(
        RunKind.KvmName, "facts about KVM", "facts about KVM", "fact", "facts about KVM");

    /// <summary>The verdict on the kernel.</summary>
    /// <param name="facts">What was looked at.</param>
    /// <param name="options">The options of the command.</param>
    /// <exception cref="Impl.Host.HostException">There are no real vCPUs here; one line.</exception>
    public static Verdict Run(KvmFacts facts, CampaignOptions options)
    {
        var clock = Stopwatch.StartNew();
        var coverage = new Coverage();
        var checkedFacts = facts.Check();
        foreach (var fact in checkedFacts)
        {
            coverage.Exercise(fact.Requirement);
        }

        var different = checkedFacts.Where(f => f.Difference is not null)
            .Select(f => $"{f.Requirement.Id}: {f.Difference}").ToList();
        return new Verdict(Kind, TargetSpec.BareKernel, Profile.Linux, Layouts.StandardName, options.Seed,
            different.Count == 0 ? Outcome.Conforms : Outcome.HostModelDiffers, checkedFacts.Length,
            facts.HostCalls, clock.Elapsed, coverage, null, [])
        {
            Remark = different.Count == 0 ? null : string.Join("; ", different),
        };
    }
}
