// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Verdicts;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Traces;

/// <summary>A counterexample that can be kept, sent, judged again, and run against any target.</summary>
/// <param name="Target">What it was recorded from.</param>
/// <param name="Profile">By which measure.</param>
/// <param name="RunSeed">The seed of the run that found it.</param>
/// <param name="Index">Which scenario or round of that run it comes from, from 0.</param>
/// <param name="Finding">What the run made of it.</param>
/// <param name="AttributedFrom">
/// The requirement that the observations alone do not meet; the run may have found out which one is behind it.
/// </param>
/// <param name="IsReproduced">True when a fresh process showed it again.</param>
public abstract record Trace(
    TargetSpec Target,
    Profile Profile,
    ulong RunSeed,
    long Index,
    Finding Finding,
    Requirement AttributedFrom,
    bool IsReproduced)
{
    /// <summary>The end of the name of every trace's file.</summary>
    public const string Extension = ".pvmtrace.jsonl";

    /// <summary>The version of the format.</summary>
    public const int FormatVersion = 1;

    /// <summary>The name of the guest RAM.</summary>
    public abstract string Backing { get; }

    /// <summary>The guest RAM that it takes to run it.</summary>
    public abstract GuestLayout Layout { get; }

    /// <summary>The kind of run that found it, as a part of a file's name.</summary>
    internal abstract string Label { get; }

    /// <summary>True when it has host calls without a device.</summary>
    public virtual bool IsBareKernel => false;

    /// <summary>The trace of a verdict's evidence; null where nothing was recorded.</summary>
    public static Trace? Of(Verdict verdict, Evidence evidence) =>
        ScenarioTrace.Of(verdict, evidence)
        ?? RoundTrace.Of(verdict, evidence)
        ?? (Trace?)StormTrace.Of(verdict, evidence);

    /// <summary>Writes it as the lines of a file.</summary>
    public abstract void Write(Stream stream);

    /// <summary>Judges again what was recorded.</summary>
    public abstract Verdict Recorded(CampaignOptions options);

    /// <summary>Runs it on a target and judges what that shows.</summary>
    /// <exception cref="TargetUnusableException">The target cannot be used for it; one line.</exception>
    public abstract Verdict Against(TargetSpec target, CampaignOptions options);

    /// <summary>Says that a target is of the kind that the trace is of.</summary>
    /// <exception cref="TargetUnusableException">It is not.</exception>
    internal void RequireKindOf(TargetSpec target)
    {
        if (target.Kind == TargetKind.BareKernel != IsBareKernel)
        {
            throw new TargetUnusableException(IsBareKernel
                ? $"{target}: the trace has host calls without a device; it can be replayed against 'bare' only"
                : $"{target}: the trace is of a device");
        }
    }

    /// <summary>How to run it where it was recorded: under a limit of locked memory calls do something else.</summary>
    internal static CampaignOptions AsRecorded(CampaignOptions options, HostCapabilities host) =>
        host.LockLimit < options.Runner.Host.LockLimit
            ? options with { Runner = options.Runner.WithLockLimit(host.LockLimit) }
            : options;

    /// <summary>True when what the observations alone show stands for what the run made of it.</summary>
    internal bool IsAttributed(Finding finding) =>
        finding.Requirement == AttributedFrom && AttributedFrom != Finding.Requirement;

    /// <summary>What is said of a finding that was judged again.</summary>
    internal string RemarkOn(Finding finding) => (IsAttributed(finding), IsReproduced) switch
    {
        (true, _) => $"recorded; by itself this is {finding.Requirement.Id}: {finding.Observed}",
        (false, true) => "recorded; shown again in a fresh process then",
        (false, false) => "recorded; not shown again in a fresh process then: suspected only",
    };
}
