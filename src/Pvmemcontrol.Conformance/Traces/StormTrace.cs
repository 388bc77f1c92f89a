// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Storms;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Verdicts;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Traces;

/// <summary>A storm after which something is not as it must be, and its figures.</summary>
/// <param name="Target">What it was recorded from.</param>
/// <param name="Profile">By which measure.</param>
/// <param name="RunSeed">The seed of the run that found it; a storm is the same with any.</param>
/// <param name="Finding">What the run made of it.</param>
/// <param name="IsReproduced">True when a fresh process showed it again.</param>
/// <param name="Recording">The figures.</param>
internal sealed record StormTrace(
    TargetSpec Target,
    Profile Profile,
    ulong RunSeed,
    Finding Finding,
    bool IsReproduced,
    StormRecording Recording)
    : Trace(Target, Profile, RunSeed, Index: 0, Finding, AttributedFrom: Finding.Requirement, IsReproduced)
{
    /// <inheritdoc/>
    public override string Backing => Layouts.StandardName;

    /// <inheritdoc/>
    public override GuestLayout Layout => Recording.Layout();

    /// <inheritdoc/>
    internal override string Label => $"bounds-{Recording.Figures.Kind}";

    /// <inheritdoc/>
    public override void Write(Stream stream) => StormTraceWriter.Write(stream, this);

    /// <inheritdoc/>
    public override Verdict Recorded(CampaignOptions options) => new StormReplay(this, options).Recorded();

    /// <inheritdoc/>
    public override Verdict Against(TargetSpec target, CampaignOptions options) =>
        new StormReplay(this, options).Against(target);

    /// <summary>The trace of a verdict's evidence; null for one that is no storm.</summary>
    internal static new StormTrace? Of(Verdict verdict, Evidence evidence) => evidence.StormRecording is { } recording
        ? new StormTrace(verdict.Target, verdict.Profile, verdict.Seed, evidence.Finding, evidence.IsReproduced,
            recording)
        : null;
}
