// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>A round that shows a finding, and the recording of one run.</summary>
internal sealed record RoundCounterexample : Counterexample
{
    /// <summary>A counterexample as a run found it.</summary>
    /// <param name="finding">What it shows.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <param name="rate">How often it was reproduced.</param>
    /// <param name="recording">The round, and what it showed.</param>
    /// <param name="originalSteps">How many steps it had before it was minimised.</param>
    internal RoundCounterexample(
        Finding finding, Origin origin, Rate rate, RoundRecording recording, int originalSteps)
        : base(finding, origin, rate) => (Recording, OriginalSteps) = (recording, originalSteps);

    /// <summary>The round, and what it showed.</summary>
    internal RoundRecording Recording { get; init; }

    /// <summary>How many steps it had before it was minimised.</summary>
    internal int OriginalSteps { get; init; }

    /// <summary>True when it is a late write seen in memory.</summary>
    internal bool IsInMemory { get; init; }

    /// <summary>How often it was reproduced.</summary>
    internal Rate Rate => (Rate)Reproduction;

    /// <inheritdoc/>
    public override RunDeath? Death => Recording.Death;

    /// <inheritdoc/>
    public override GuestLayout Layout => RoundLayout.Layout;

    /// <inheritdoc/>
    public override bool IsHard => IsInMemory || base.IsHard;

    /// <inheritdoc/>
    public override IEnumerable<string> Steps => RoundText.Account(Recording.Round, Recording.Steps);

    /// <inheritdoc/>
    public override IEnumerable<string> Account =>
        [.. RoundText.Heads(Recording.Round).Select(head => $"        {head}"), .. Numbered(Steps)];

    /// <inheritdoc/>
    public override IEnumerable<string> Provenance =>
    [
        .. Recording.Contradiction().Select((line, i) => $"{(i == 0 ? "because:  " : "          ")}{line}"),
        Again(),
        .. Remark is null ? Array.Empty<string>() : [Remark],
    ];

    /// <summary>True when vCPUs that take turns show it too.</summary>
    internal bool IsSerial { get; init; }

    /// <inheritdoc/>
    private protected override string UsualCause =>
        Recording.Round.IsRewritten ? "a request is rewritten" : IsSerial ? "several channels" : "several vCPUs";

    /// <inheritdoc/>
    private protected override Requirement ShownAlone =>
        Recording.Judge(new Coverage())?.Requirement ?? Finding.Requirement;

    /// <inheritdoc/>
    internal override bool IsMetBy(KnownDefects known) => new RoundFilter(known).IsMet(Recording.Round);

    /// <inheritdoc/>
    internal override string Label => "concurrent";

    /// <inheritdoc/>
    public override void Write(Stream stream) => RoundTraceWriter.Write(stream, this);

    /// <inheritdoc/>
    public override Verdict JudgeAgain(CampaignOptions options) => new RoundReplay(this, options).JudgeAgain();

    /// <inheritdoc/>
    public override Verdict RunOn(TargetSpec target, CampaignOptions options)
    {
        RequireKindOf(target);
        return new RoundReplay(this, AsRecorded(options, Recording.Host)).RunOn(target);
    }

    /// <summary>The counterexample with the finding of the recording alone.</summary>
    internal RoundCounterexample Recorded(RoundFinding shown) => this with
    {
        Finding = Named(shown.Finding),
        IsInMemory = shown.IsHard,
        Remark = IsAttributed(shown.Finding) ? RemarkOn(shown.Finding) : null,
    };

    /// <summary>
    /// A finding under the requirement that the run attributed it to: that comes from other rounds, and this one does
    /// not show it.
    /// </summary>
    internal Finding Named(Finding shown) =>
        IsAttributed(shown) ? shown with { Requirement = Finding.Requirement } : shown;

    private string Again()
    {
        var doubt = IsReproduced ? "" : IsHard ? "; one observation is proof" : ": suspected only";
        return string.Create(CultureInfo.InvariantCulture,
            $"reproduced in {Rate.Shown} of {Rate.Attempts} fresh processes, {Rate.Times} times in {Rate.Runs:N0} runs"
            + $"{doubt}; round {Origin.Index}, reduced from {OriginalSteps} steps to {Recording.Round.Steps.Count()}");
    }
}
