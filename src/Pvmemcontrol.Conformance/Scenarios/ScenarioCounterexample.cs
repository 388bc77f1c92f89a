// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>A scenario that shows a finding, and all that its steps showed.</summary>
public sealed record ScenarioCounterexample : Counterexample
{
    /// <summary>A counterexample as a run found it.</summary>
    /// <param name="finding">What it shows.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <param name="reproduction">Whether it was reproduced.</param>
    /// <param name="recording">The scenario, minimised if it was reproduced, and what it showed.</param>
    /// <param name="originalSteps">How many steps it had before it was minimised.</param>
    public ScenarioCounterexample(Finding finding, Origin origin, SecondRun reproduction,
        ScenarioRecording recording, int originalSteps)
        : base(finding, origin, reproduction) => (Recording, OriginalSteps) = (recording, originalSteps);

    /// <summary>The scenario, and what it showed.</summary>
    public ScenarioRecording Recording { get; init; }

    /// <summary>How many steps it had before it was minimised.</summary>
    public int OriginalSteps { get; init; }

    /// <summary>The scenario.</summary>
    public Scenario Scenario => Recording.Scenario;

    /// <inheritdoc/>
    public override RunDeath? Death => Recording.Death;

    /// <inheritdoc/>
    public override Vcpus Vcpus => Recording.Vcpus;

    /// <inheritdoc/>
    public override GuestLayout Layout => Scenario.Layout;

    /// <inheritdoc/>
    public override bool IsBareKernel => Origin.Target.Kind == TargetKind.BareKernel;

    /// <inheritdoc/>
    public override IEnumerable<string> Steps => Scenario.Steps.Select(s => s.ToString());

    /// <inheritdoc/>
    public override IEnumerable<string> Account => ScenarioText.Account(Recording, Finding.Step);

    /// <inheritdoc/>
    public override string Observed =>
        Finding.Step >= Scenario.Steps.Length ? $"{Finding.Observed} (after the last step)" : Finding.Observed;

    /// <inheritdoc/>
    public override IEnumerable<string> Provenance =>
        [
            Remark ?? (IsReproduced
                ? $"reproduced in a fresh process; scenario {Origin.Index}, reduced from {OriginalSteps} steps to "
                    + $"{Scenario.Steps.Length}"
                : $"not reproduced in a fresh process: suspected only (scenario {Origin.Index})"),
        ];

    /// <inheritdoc/>
    private protected override string UsualCause => CauseOf(TriggerFinder.Find(Scenario)?.Trigger);

    /// <summary>The cause, where this triggers it.</summary>
    internal static string CauseOf(Trigger? trigger) => trigger is null ? "the handshake" : $"{trigger.Key}";

    /// <inheritdoc/>
    private protected override Requirement ShownAlone
    {
        get
        {
            var shown = Recording.Judge(Origin.Profile, IsBareKernel, new Coverage());
            return shown.IsEmpty || shown.Any(f => f.Requirement == Finding.Requirement)
                ? Finding.Requirement
                : shown[0].Requirement;
        }
    }

    /// <inheritdoc/>
    internal override bool IsMetBy(KnownDefects known) => known.AreMet(Scenario);

    /// <inheritdoc/>
    internal override string Label => $"{Origin.Profile}-{Origin.Backing}";

    /// <inheritdoc/>
    public override void Write(Stream stream) => ScenarioTraceWriter.Write(stream, this);

    /// <inheritdoc/>
    public override Verdict JudgeAgain(CampaignOptions options)
    {
        var coverage = new Coverage();
        var shown = Recording.Judge(options.Profile, IsBareKernel, coverage).Select(Recorded).ToList();
        return new ScenarioReplay(this, options, coverage).Conclude(Origin.Target, shown, difference: null);
    }

    /// <inheritdoc/>
    public override Verdict RunOn(TargetSpec target, CampaignOptions options)
    {
        RequireKindOf(target);
        return new ScenarioReplay(this, AsRecorded(options, Recording.Host), new Coverage()).RunOn(target);
    }

    /// <summary>The recording does not show the cause that the run found by leaving out steps.</summary>
    private ScenarioCounterexample Recorded(Finding finding) => this with
    {
        Finding = IsAttributed(finding) ? Finding : finding,
        Remark = RemarkOn(finding),
    };
}
