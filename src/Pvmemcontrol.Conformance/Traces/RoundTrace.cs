// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Verdicts;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Traces;

/// <summary>A round that shows something, and what one run of it showed.</summary>
/// <param name="Target">What it was recorded from.</param>
/// <param name="Profile">By which measure.</param>
/// <param name="RunSeed">The seed of the run that found it.</param>
/// <param name="Index">Which round of that run it comes from, from 0.</param>
/// <param name="Finding">What the run made of it.</param>
/// <param name="AttributedFrom">The requirement that the recording alone does not meet.</param>
/// <param name="IsReproduced">True when fresh processes showed it again, and often enough.</param>
/// <param name="OriginalSteps">How many steps it had before it was minimised.</param>
/// <param name="Rate">How often it showed again.</param>
/// <param name="Recording">What was run, and what that showed.</param>
internal sealed record RoundTrace(
    TargetSpec Target,
    Profile Profile,
    ulong RunSeed,
    long Index,
    Finding Finding,
    Requirement AttributedFrom,
    bool IsReproduced,
    int OriginalSteps,
    Rate Rate,
    RoundRecording Recording)
    : Trace(Target, Profile, RunSeed, Index, Finding, AttributedFrom, IsReproduced)
{
    /// <inheritdoc/>
    public override string Backing => Layouts.StandardName;

    /// <inheritdoc/>
    public override GuestLayout Layout => RoundLayout.Layout;

    /// <inheritdoc/>
    internal override string Label => "several-vcpus";

    /// <inheritdoc/>
    public override void Write(Stream stream) => RoundTraceWriter.Write(stream, this);

    /// <inheritdoc/>
    public override Verdict Recorded(CampaignOptions options) => new RoundReplay(this, options).Recorded();

    /// <inheritdoc/>
    public override Verdict Against(TargetSpec target, CampaignOptions options) =>
        new RoundReplay(this, options).Against(target);

    /// <summary>The trace of a verdict's evidence; null for one that is no round.</summary>
    internal static new RoundTrace? Of(Verdict verdict, Evidence evidence)
    {
        if (evidence is not { RoundRecording: { } recording, Rate: { } rate })
        {
            return null;
        }

        var shown = recording.Judge(new Coverage())?.Requirement ?? evidence.Finding.Requirement;
        return new RoundTrace(verdict.Target, verdict.Profile, verdict.Seed, evidence.Index, evidence.Finding, shown,
            evidence.IsReproduced, evidence.OriginalSteps, rate, recording);
    }
}
