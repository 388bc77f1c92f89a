// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Oracle;

/// <summary>
/// Judges runs: walks the specification along a scenario, and unifies its holes with the observations.
/// </summary>
/// <param name="profile">How much of Linux's behaviour is required.</param>
/// <param name="coverage">Counts what is exercised.</param>
/// <param name="constants">Register values that are known to be constants of the device.</param>
/// <param name="setAside">
/// Requirements that the device is known not to meet and that no guest can keep off: what comes after is not judged.
/// </param>
public sealed class ScenarioOracle(Profile profile, Coverage coverage, ImmutableArray<ulong> constants = default,
    ImmutableHashSet<Requirement>? setAside = null)
{
    private (UntouchedRules Untouched, ImmutableArray<byte> AtCreate, HostMapping Host)? _fresh;

    /// <summary>Judges a run that completed.</summary>
    /// <param name="record">What it showed.</param>
    /// <param name="isBareKernel">True when host calls were made without a device.</param>
    public Judgement Judge(IRunRecord record, bool isBareKernel = false)
    {
        var judgement = JudgeByProfile(record, isBareKernel);
        if (profile == Profile.Abi || isBareKernel || judgement.Violation is not { } violation)
        {
            return judgement;
        }

        // A difference from Linux is a violation only where it is one for any device.
        var envelope = new ScenarioOracle(Profile.Abi, new Coverage(), constants)
            .JudgeByProfile(record, isBareKernel: false);
        return envelope.Violation is not null
            ? judgement
            : new Judgement(null,
                [.. judgement.Deviations, violation with { Requirement = RequestRequirements.ReplyIsTheCalls }]);
    }

    private Judgement JudgeByProfile(IRunRecord record, bool isBareKernel)
    {
        var walk = Begin(record, isBareKernel);
        var steps = record.Scenario.Steps;
        for (var i = 0; i < steps.Length; i++)
        {
            var violation = walk.Take(i, steps[i], record.Observations[i]);
            if (violation is not null && !IsSetAside(violation))
            {
                return new Judgement(violation, [.. walk.Deviations]);
            }

            if (walk.IsOver || violation is not null)
            {
                return new Judgement(null, [.. walk.Deviations]);
            }
        }

        return FinalMemory.Check(walk.States, record, coverage) switch
        {
            { Requirement.MakesViolation: false } deviation => new Judgement(null, [.. walk.Deviations, deviation]),
            { } known when IsSetAside(known) => new Judgement(null, [.. walk.Deviations]),
            var finding => new Judgement(finding, [.. walk.Deviations]),
        };
    }

    private bool IsSetAside(Finding finding) => setAside is not null && setAside.Contains(finding.Requirement);

    /// <summary>
    /// The steps of a run that have no effect by the specification: commands that name nothing. If a violation needs
    /// such a step, then the step had an effect.
    /// </summary>
    public ImmutableArray<(int Step, Requirement Requirement)> StepsWithoutEffect(IRunRecord record)
    {
        var walk = Begin(record, isBareKernel: false);
        for (var i = 0; i < record.Scenario.Steps.Length && !walk.IsOver; i++)
        {
            if (walk.Take(i, record.Scenario.Steps[i], record.Observations[i]) is not null)
            {
                break;
            }
        }

        return [.. walk.StepsWithoutEffect];
    }

    /// <summary>Names the requirement that a run violated when its process ended or hung.</summary>
    public Finding Judge(IRunRecord record, RunDeath death, bool isBareKernel = false)
    {
        var walk = Begin(record, isBareKernel);
        var steps = record.Scenario.Steps;
        for (var i = 0; i < death.Step && i < steps.Length && !walk.IsOver; i++)
        {
            if (walk.Take(i, steps[i], record.Observations[i]) is { } earlier)
            {
                return earlier;
            }
        }

        return death.Step < steps.Length ? walk.Blame(death, steps[death.Step]) : Walk.BlameAtEnd(death);
    }

    /// <summary>
    /// What a run violated when its process ended, and the end, if that shows it. Where the end came when the device
    /// was destroyed, memory had been read before: what is wrong there comes first.
    /// </summary>
    public (Finding Finding, RunDeath? Death) JudgeEnd(IRunRecord record, RunDeath death, bool isBareKernel = false) =>
        death.Phase == RunPhase.Destroying && Judge(record, isBareKernel).Violation is { } shown
            ? (shown, null)
            : (Judge(record, death, isBareKernel), death);

    /// <summary>Made once per layout: the states of a walk share what no step changes.</summary>
    private HostMapping Fresh(IRunRecord record, bool isBareKernel)
    {
        var untouched = isBareKernel ? UntouchedRules.BareKernel : UntouchedRules.BehindDevice;
        if (_fresh is not { } known || known.Untouched != untouched || known.Host.Layout != record.Scenario.Layout
            || known.Host.Capabilities != record.Host || !known.AtCreate.AsSpan().SequenceEqual(record.VmasAtCreate))
        {
            var host = HostMapping.Fresh(record.Scenario.Layout, record.Host, untouched);
            known = (untouched, [.. record.VmasAtCreate], VmasAtCreate.In(host, record.VmasAtCreate));
            _fresh = known;
        }

        return known.Host;
    }

    /// <summary>The specification before the first step of a run.</summary>
    internal Walk Begin(IRunRecord record, bool isBareKernel)
    {
        return new Walk(profile, coverage, Fresh(record, isBareKernel), record.MaxChannels,
            constants.IsDefault ? [] : constants)
        {
            Vcpus = record.Vcpus,
            AreRegistersSetAside = setAside is not null
                && setAside.Contains(TransportRequirements.RegistersDiscloseNothing),
            AreNumbersSetAside = setAside is not null && setAside.Contains(RequestRequirements.ReplyTellsSuccess),
        };
    }
}
