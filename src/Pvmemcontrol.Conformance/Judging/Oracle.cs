// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Judging;

/// <summary>
/// Judges runs: walks the specification along a scenario, and unifies what it leaves open with what was observed.
/// </summary>
/// <param name="profile">How much of Linux is asked for.</param>
/// <param name="coverage">Counts what is put to the test.</param>
/// <param name="constants">Register values that are known to be constants of the device.</param>
public sealed class Oracle(Profile profile, Coverage coverage, ImmutableArray<ulong> constants = default)
{
    private (UntouchedRules Untouched, HostMapping Host)? _fresh;

    /// <summary>Judges a run that came to its end.</summary>
    /// <param name="record">What it showed.</param>
    /// <param name="isBareKernel">True when host calls were made without a device.</param>
    public Judgement Judge(RunRecord record, bool isBareKernel = false)
    {
        var judgement = JudgeByProfile(record, isBareKernel);
        if (profile == Profile.Abi || isBareKernel || judgement.Violation is not { } violation)
        {
            return judgement;
        }

        // Not to do exactly what Linux does is a violation only where it is one for any device.
        var envelope = new Oracle(Profile.Abi, new Coverage(), constants).JudgeByProfile(record, isBareKernel: false);
        return envelope.Violation is not null
            ? judgement
            : new Judgement(null,
                [.. judgement.Deviations, violation with { Requirement = RequestRequirements.ReplyIsTheCalls }]);
    }

    private Judgement JudgeByProfile(RunRecord record, bool isBareKernel)
    {
        var walk = Begin(record, isBareKernel);
        var steps = record.Scenario.Steps;
        for (var i = 0; i < steps.Length; i++)
        {
            if (walk.Take(i, steps[i], record.Observations[i]) is { } violation)
            {
                return new Judgement(violation, [.. walk.Deviations]);
            }

            if (walk.IsOver)
            {
                return new Judgement(null, [.. walk.Deviations]);
            }
        }

        return FinalMemory.Check(walk.States, record, coverage) switch
        {
            { Requirement.MakesViolation: false } deviation => new Judgement(null, [.. walk.Deviations, deviation]),
            var finding => new Judgement(finding, [.. walk.Deviations]),
        };
    }

    /// <summary>
    /// The steps of a run that, by the specification, had no effect whatever: commands that name nothing. If a
    /// violation needs such a step to show, it is that step which had an effect.
    /// </summary>
    public ImmutableArray<(int Step, Requirement Requirement)> StepsWithoutEffect(RunRecord record)
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

    /// <summary>Names the requirement that a run did not meet which ended its process, or hung.</summary>
    public Finding Judge(RunRecord record, RunDeath death, bool isBareKernel = false)
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

    /// <summary>Made once for every layout: the states of a walk share what no step changes.</summary>
    private HostMapping Fresh(RunRecord record, bool isBareKernel)
    {
        var untouched = isBareKernel ? UntouchedRules.BareKernel : UntouchedRules.BehindDevice;
        if (_fresh is not { } known || known.Untouched != untouched || known.Host.Layout != record.Scenario.Layout
            || known.Host.Capabilities != record.Host)
        {
            known = (untouched, HostMapping.Fresh(record.Scenario.Layout, record.Host, untouched));
            _fresh = known;
        }

        return known.Host;
    }

    private Walk Begin(RunRecord record, bool isBareKernel)
    {
        return new Walk(profile, coverage, Fresh(record, isBareKernel), record.MaxChannels,
            constants.IsDefault ? [] : constants);
    }
}
