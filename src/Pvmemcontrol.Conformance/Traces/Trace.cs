// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Verdicts;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Traces;

/// <summary>A counterexample that can be kept, sent, judged again, and run against any target.</summary>
/// <param name="Target">What it was recorded from.</param>
/// <param name="Profile">By which measure.</param>
/// <param name="Backing">The name of the guest RAM.</param>
/// <param name="RunSeed">The seed of the run that found it.</param>
/// <param name="Index">Which scenario of that run it comes from, from 0.</param>
/// <param name="Finding">What the run made of it.</param>
/// <param name="AttributedFrom">
/// The requirement that the observations alone do not meet; the run may have found out which one is behind it.
/// </param>
/// <param name="IsReproduced">True when a fresh process showed it again.</param>
/// <param name="Scenario">The steps.</param>
/// <param name="Recording">What they showed.</param>
public sealed record Trace(
    TargetSpec Target,
    Profile Profile,
    string Backing,
    ulong RunSeed,
    long Index,
    Finding Finding,
    Requirement AttributedFrom,
    bool IsReproduced,
    Scenario Scenario,
    Recording Recording)
{
    /// <summary>The end of the name of every trace's file.</summary>
    public const string Extension = ".pvmtrace.jsonl";

    /// <summary>The version of the format.</summary>
    public const int FormatVersion = 1;

    /// <summary>True when it has host calls without a device.</summary>
    public bool IsBareKernel => Target.Kind == TargetKind.BareKernel;

    /// <summary>The trace of a verdict's evidence; null for one that is no scenario.</summary>
    public static Trace? Of(Verdict verdict, Evidence evidence)
    {
        if (evidence.Recording is not { } recording)
        {
            return null;
        }

        var isBare = evidence.Finding.Requirement.Id.Area == RequirementArea.Host;
        var target = isBare && verdict.Target.Kind != TargetKind.BareKernel ? TargetSpec.BareKernel : verdict.Target;
        var trace = new Trace(target, isBare ? Profile.Linux : verdict.Profile, verdict.Backing, verdict.Seed,
            evidence.Index, evidence.Finding, evidence.Finding.Requirement, evidence.IsReproduced, evidence.Scenario,
            recording);
        var shown = TraceJudge.Judge(trace);
        return shown.Any(f => f.Requirement == evidence.Finding.Requirement) || shown.IsEmpty
            ? trace
            : trace with { AttributedFrom = shown[0].Requirement };
    }
}
