// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Verdicts;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Traces;

/// <summary>A scenario that shows something, and what its steps showed.</summary>
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
public sealed record ScenarioTrace(
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
    : Trace(Target, Profile, RunSeed, Index, Finding, AttributedFrom, IsReproduced)
{
    /// <inheritdoc/>
    public override string Backing { get; } = Backing;

    /// <inheritdoc/>
    public override GuestLayout Layout => Scenario.Layout;

    /// <inheritdoc/>
    internal override string Label => $"{(Profile == Profile.Abi ? "abi" : "linux")}-{Backing}";

    /// <inheritdoc/>
    public override bool IsBareKernel => Target.Kind == TargetKind.BareKernel;

    /// <inheritdoc/>
    public override void Write(Stream stream) => ScenarioTraceWriter.Write(stream, this);

    /// <inheritdoc/>
    public override Verdict Recorded(CampaignOptions options) => new ScenarioReplay(this, options).Recorded();

    /// <inheritdoc/>
    public override Verdict Against(TargetSpec target, CampaignOptions options) =>
        new ScenarioReplay(this, options).Against(target);

    /// <summary>The trace of a verdict's evidence; null for one that is no scenario.</summary>
    internal static new ScenarioTrace? Of(Verdict verdict, Evidence evidence)
    {
        if (evidence.Recording is not { } recording)
        {
            return null;
        }

        var isBare = evidence.Finding.Requirement.Id.Area == RequirementArea.Host;
        var target = isBare && verdict.Target.Kind != TargetKind.BareKernel ? TargetSpec.BareKernel : verdict.Target;
        var trace = new ScenarioTrace(target, isBare ? Profile.Linux : verdict.Profile, verdict.Backing, verdict.Seed,
            evidence.Index, evidence.Finding, evidence.Finding.Requirement, evidence.IsReproduced, evidence.Scenario,
            recording);
        var shown = ScenarioTraceJudge.Judge(trace);
        return shown.Any(f => f.Requirement == evidence.Finding.Requirement) || shown.IsEmpty
            ? trace
            : trace with { AttributedFrom = shown[0].Requirement };
    }
}
