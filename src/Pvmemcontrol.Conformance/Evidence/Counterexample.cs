// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Evidence;

/// <summary>
/// A finding with what shows it: a scenario, a round, or a bound. It can be printed, kept in a trace file, judged
/// again, and run against any target.
/// </summary>
public abstract record Counterexample
{
    private protected Counterexample(Finding finding, Origin origin, Reproduction reproduction) =>
        (Finding, Origin, Reproduction) = (finding, origin, reproduction);

    /// <summary>The requirement, what was observed, what would have been allowed.</summary>
    public Finding Finding { get; init; }

    /// <summary>Where it comes from.</summary>
    public Origin Origin { get; init; }

    /// <summary>Whether it was reproduced.</summary>
    public Reproduction Reproduction { get; init; }

    /// <summary>The last line of a replay; null in the run that found it.</summary>
    public string? Remark { get; init; }

    /// <summary>
    /// What triggers it, in a few words that stay the same from run to run: reports name a defect by its requirement
    /// and this.
    /// </summary>
    public string Cause
    {
        get => field ?? UsualCause;
        init;
    }

    /// <summary>The cause as the steps alone show it.</summary>
    private protected abstract string UsualCause { get; }

    /// <summary>The trace file that it was written to, or null.</summary>
    public string? TraceFile { get; init; }

    /// <summary>How the process ended, if it did.</summary>
    public abstract RunDeath? Death { get; }

    /// <summary>Who played the guest.</summary>
    public virtual Vcpus Vcpus => Vcpus.Played;

    /// <summary>The guest RAM that it takes.</summary>
    public abstract GuestLayout Layout { get; }

    /// <summary>What the guest did, one line each, for reports.</summary>
    public abstract IEnumerable<string> Steps { get; }

    /// <summary>The steps as a screen shows them: numbered, each with what it showed.</summary>
    public abstract IEnumerable<string> Account { get; }

    /// <summary>What was observed, and where, unless the steps show that.</summary>
    public virtual string Observed => Finding.Observed;

    /// <summary>How it was found and reproduced; one line each.</summary>
    public abstract IEnumerable<string> Provenance { get; }

    /// <summary>
    /// The requirement that the recording alone violates; the run may have found another one as the cause.
    /// </summary>
    public Requirement AttributedFrom => RecordedAs ?? ShownAlone;

    /// <summary>The requirement that the recording alone violates, from a trace file; null without a file.</summary>
    public Requirement? RecordedAs { get; init; }

    /// <summary>The requirement that judging the recording names first.</summary>
    private protected abstract Requirement ShownAlone { get; }

    /// <summary>True when it has host calls without a device.</summary>
    public virtual bool IsBareKernel => false;

    /// <summary>True when fresh processes reproduced it.</summary>
    public bool IsReproduced => Reproduction.IsReproduced;

    /// <summary>True when one run is proof: what it shows cannot be an accident.</summary>
    public virtual bool IsHard => Death is { IsHardEvidence: true };

    /// <summary>The outcome, if it is a violation.</summary>
    internal Outcome Outcome => !IsReproduced && !IsHard ? Outcome.Undecided
        : Death is not null ? Outcome.Died
        : Outcome.Violation;

    /// <summary>The kind of run that found it, as a part of a file's name.</summary>
    internal abstract string Label { get; }

    /// <summary>What would settle a finding that is only suspected; null for one that is proved.</summary>
    public string? Doubt => IsReproduced || IsHard ? null
        : Death is { IsHang: true } ? "a machine with less load: a slow device and one that hangs look alike there"
        : Reproduction is Rate ? "a longer run (--time), or replay --against on a machine with more CPUs"
        : "replay --against a few times, and a run with another seed: it may need what earlier devices left";

    /// <summary>
    /// The reason why it does not count, from a file of known issues; null for one that counts.
    /// </summary>
    public string? KnownAs { get; init; }

    /// <summary>True when something in it triggers a known defect, so that it shows nothing new.</summary>
    internal virtual bool IsMetBy(KnownDefects known) => false;

    /// <summary>Writes it as the lines of a trace file.</summary>
    public abstract void Write(Stream stream);

    /// <summary>Judges again what was recorded.</summary>
    public abstract Verdict JudgeAgain(CampaignOptions options);

    /// <summary>Runs it on a target and judges the result.</summary>
    /// <exception cref="TargetUnusableException">The target cannot be used for it; one line.</exception>
    public abstract Verdict RunOn(TargetSpec target, CampaignOptions options);

    /// <summary>Checks that a target is of the kind that the counterexample is about.</summary>
    /// <exception cref="TargetUnusableException">It is not.</exception>
    private protected void RequireKindOf(TargetSpec target)
    {
        if (target.Kind == TargetKind.BareKernel != IsBareKernel)
        {
            throw new TargetUnusableException(IsBareKernel
                ? $"{target}: the trace has host calls without a device; it can be replayed against 'bare' only"
                : $"{target}: the trace is of a device");
        }
    }

    /// <summary>
    /// The options to run it as it was recorded: under a limit of locked memory host calls behave differently.
    /// </summary>
    private protected static CampaignOptions AsRecorded(CampaignOptions options, HostCapabilities host) =>
        host.LockLimit < options.Runner.Host.LockLimit
            ? options with { Runner = options.Runner.WithLockLimit(host.LockLimit) }
            : options;

    /// <summary>True when the run attributed the finding of the recording to another requirement.</summary>
    private protected bool IsAttributed(Finding finding) =>
        finding.Requirement == AttributedFrom && AttributedFrom != Finding.Requirement;

    /// <summary>The remark on a finding that was judged again.</summary>
    private protected string RemarkOn(Finding finding) => (IsAttributed(finding), IsReproduced) switch
    {
        (true, _) => $"recorded; the steps alone violate {finding.Requirement.Id}: {finding.Observed}",
        (false, true) => "recorded; reproduced in a fresh process then",
        (false, false) => "recorded; not reproduced in a fresh process then: suspected only",
    };

    /// <summary>Lines with their numbers.</summary>
    private protected static IEnumerable<string> Numbered(IEnumerable<string> lines) =>
        lines.Select((line, i) => $"  {i + 1,4}  {line}");
}
