// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Oracle;

/// <summary>
/// The specification on its way through one scenario: every state that it may be in, given what was observed so far.
/// Usually there is one; a refusal that may have had an effect adds others.
/// </summary>
internal sealed class Walk
{
    /// <summary>With more possible states, a verdict is not worth its time.</summary>
    private const int MostStates = 256;

    private readonly Coverage _coverage;
    private readonly TransportJudge _transport;
    private readonly RequestJudge _requests;
    private readonly LifecycleJudge _lifecycle;
    private readonly GuestView _guest;

    internal Walk(
        Profile profile, Coverage coverage, HostMapping host, uint maxChannels, ImmutableArray<ulong> constants)
    {
        _coverage = coverage;
        _guest = new GuestView(host.Layout);
        foreach (var constant in constants)
        {
            _guest.Registers.NoteAnywhere(constant);
        }

        _transport = new TransportJudge(_guest, maxChannels, profile);
        _requests = new RequestJudge(_guest, profile);
        _lifecycle = new LifecycleJudge(_guest);
        States = [new SpecState(Transport.Initial, host, default)];
    }

    /// <summary>True when what registers show between responses is not judged.</summary>
    internal bool AreRegistersSetAside
    {
        init => _guest.Registers.IsSetAside = value;
    }

    /// <summary>True when error numbers that are none are not judged.</summary>
    internal bool AreNumbersSetAside
    {
        init => _guest.AreNumbersSetAside = value;
    }

    /// <summary>Who plays the guest.</summary>
    internal Vcpus Vcpus
    {
        init => _guest.Vcpus = value;
    }

    /// <summary>The states that remain possible; at least one.</summary>
    internal IReadOnlyList<SpecState> States { get; private set; }

    /// <summary>The deviations so far, each requirement once.</summary>
    internal List<Finding> Deviations { get; } = [];

    /// <summary>The steps so far that named nothing.</summary>
    internal List<(int Step, Requirement Requirement)> StepsWithoutEffect => _guest.StepsWithoutEffect;

    /// <summary>True when nothing can be said about later steps.</summary>
    internal bool IsOver { get; private set; }

    /// <summary>Takes one step; the violation that it shows, or null.</summary>
    internal Finding? Take(int index, Step step, in Observation observation)
    {
        _guest.Begin(index, step, observation);
        List<Explanation> all = [];
        foreach (var state in States)
        {
            all.AddRange(Explain(state, step, observation));
        }

        // Report the best explanation; every one without a violation remains possible.
        var best = all.MinBy(e => e.Verification.Badness)!;
        _guest.End(step, observation, best.Next);
        return Settle(best, all);
    }

    /// <summary>The requirement that is violated when the process ends in this step.</summary>
    internal Finding Blame(RunDeath death, Step step)
    {
        if (death.Phase == RunPhase.Idle)
        {
            return new Finding(EffectRequirements.DeviceSurvives, death.Step, death.Describe(),
                "no remains of an earlier scenario's device end the process");
        }

        if (death.Phase == RunPhase.GuestAccess)
        {
            return new Finding(EffectRequirements.OtherProtectionsStay, death.Step,
                $"the guest's access to its memory faulted ({death.How})",
                "the page is accessible: no request touched its protection");
        }

        var requirement = IsOver ? EffectRequirements.DeviceSurvives : _requests.RequirementOfCrash(States[0], step);
        return new Finding(requirement, death.Step, death.Describe(),
            step is Step.VmReset or Step.SaveRestore or Step.Save or Step.RestoreDamaged
                ? "the call returns" : "the register access returns");
    }

    /// <summary>The same, after the last step.</summary>
    internal static Finding BlameAtEnd(RunDeath death) => new(EffectRequirements.DeviceSurvives, death.Step,
        death.Describe(), death.Phase == RunPhase.Destroying
            ? "the device can be destroyed"
            : "the device does not end the process between calls");

    private IEnumerable<Explanation> Explain(SpecState state, Step step, in Observation observation) => step switch
    {
        Step.Command s => _transport.Command(state, s.Value, observation),
        Step.Register s => _transport.Register(state, s, observation),
        Step.WriteRegister s => [_transport.WriteRegister(state, s)],
        Step.ReadRegister s => [_transport.ReadRegister(state, s, observation)],
        Step.Send s => _requests.Send(state, s.Slot, s.Request, observation),
        Step.Resend s => _requests.Send(state, s.Slot, null, observation),
        Step.Fill s => [MemoryJudge.Fill(_guest.Index, state, s, observation)],
        Step.Store s => [MemoryJudge.Store(_guest.Index, state, s, observation)],
        Step.Load s => [MemoryJudge.Load(_guest.Index, state, s, observation, _guest.Vcpus)],
        Step.EmptyPool => [LifecycleJudge.EmptyPool(_guest.Index, state, observation)],
        Step.VmReset => _lifecycle.Reset(state, observation),
        Step.SaveRestore => _lifecycle.SaveAndRestore(state, observation),
        Step.Save => [_lifecycle.Save(state, observation)],
        Step.RestoreDamaged s => _lifecycle.RestoreDamaged(state, s, observation),
        Step.HostCall s => [MemoryJudge.HostCall(_guest.Index, state, s, observation)],
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "no such step"),
    };

    /// <summary>Different explanations may lead to the same state: without this, a few become thousands.</summary>
    private static List<SpecState> Distinct(IEnumerable<SpecState> states)
    {
        List<SpecState> distinct = [];
        foreach (var state in states)
        {
            if (!distinct.Exists(state.IsSameAs))
            {
                distinct.Add(state);
            }
        }

        return distinct;
    }

    private Finding? Settle(Explanation best, List<Explanation> all)
    {
        foreach (var requirement in best.Verification.Exercised)
        {
            _coverage.Exercise(requirement);
        }

        foreach (var deviation in best.Verification.Deviations)
        {
            _coverage.Exercise(deviation.Requirement);
        }

        Deviations.AddRange(best.Verification.Deviations
            .Where(d => Deviations.All(k => k.Requirement != d.Requirement)));
        if (best.Verification.Violation is { } violation)
        {
            _coverage.Exercise(violation.Requirement);
            return violation;
        }

        // A deviation may lead to no state that the specification knows: then later steps are not judged.
        var possible = all.Where(e => e.Verification.Violation is null).ToList();
        IsOver = possible.Any(e => e.IsLast || e.Next is null);
        States = IsOver ? States : Distinct(possible.Select(e => e.Next!));
        IsOver |= States.Count > MostStates;
        if (States[0].Transport != Transport.Initial)
        {
            _coverage.Exercise(EffectRequirements.DeviceSurvives);
        }

        return null;
    }
}
