// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>A finding of a bound, with the figures of its guest.</summary>
internal sealed record BoundCounterexample : Counterexample
{
    /// <summary>A counterexample as a run found it.</summary>
    /// <param name="finding">What it shows.</param>
    /// <param name="origin">Where it comes from; the seed is not used.</param>
    /// <param name="reproduction">Whether it was reproduced.</param>
    /// <param name="recording">The figures.</param>
    /// <param name="isEnd">True when the end of the process is the finding.</param>
    internal BoundCounterexample(
        Finding finding, Origin origin, SecondRun reproduction, BoundRecording recording, bool isEnd)
        : base(finding, origin, reproduction) => (Recording, IsEnd) = (recording, isEnd);

    /// <summary>The figures.</summary>
    internal BoundRecording Recording { get; init; }

    /// <summary>True when the end of the process is the finding.</summary>
    internal bool IsEnd { get; init; }

    /// <inheritdoc/>
    public override RunDeath? Death => IsEnd ? Recording.Death : null;

    /// <inheritdoc/>
    public override GuestLayout Layout => BoundProgram.LayoutOf(Recording.Figures);

    /// <inheritdoc/>
    public override IEnumerable<string> Steps => BoundText.Steps(Recording.Figures, Recording.Death);

    /// <inheritdoc/>
    public override IEnumerable<string> Account => Numbered(Steps);

    /// <inheritdoc/>
    public override IEnumerable<string> Provenance =>
        [
            Remark ?? (IsReproduced
                ? "reproduced in a fresh process"
                : "not reproduced in a fresh process: suspected only"),
        ];

    /// <inheritdoc/>
    private protected override string UsualCause =>
        $"bounds, {Recording.Figures.Kind.ToString().ToLowerInvariant()}";

    /// <inheritdoc/>
    private protected override Requirement ShownAlone => Finding.Requirement;

    /// <inheritdoc/>
    internal override bool IsMetBy(KnownDefects known) =>
        StepKinds.Functions.Any(known.MaySpoilMemory);

    /// <inheritdoc/>
    internal override string Label => $"bounds-{Recording.Figures.Kind}";

    /// <inheritdoc/>
    public override void Write(Stream stream) => BoundTraceWriter.Write(stream, this);

    /// <inheritdoc/>
    public override Verdict JudgeAgain(CampaignOptions options)
    {
        var coverage = new Coverage();
        var shown = Recording.Findings(coverage).Select(f => this with
        {
            Finding = f.Finding,
            IsEnd = f.IsEnd,
            Remark = RemarkOn(f.Finding),
        }).ToList();
        return new BoundsProbe(Origin.Target, options).Conclude(Recording, shown, coverage, TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public override Verdict RunOn(TargetSpec target, CampaignOptions options)
    {
        RequireKindOf(target);

        // Only the child process is under this limit, and imposes it itself.
        var host = options.Runner.Host;
        var limit = Math.Min((ulong)Recording.Figures[BoundField.LockLimit], host.LockLimit);
        var runner = options.Runner with { Host = host with { LockLimit = limit } };
        return new BoundsProbe(target, options with { Runner = runner })
            .RunOnly(Recording.Figures.Kind, BoundLimits.Of(Recording.Figures));
    }
}
