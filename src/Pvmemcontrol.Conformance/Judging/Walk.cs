// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Judging;

/// <summary>
/// The specification on its way through one scenario: every state that it may be in, given what was observed so far.
/// Mostly that is one; refusals that may have had an effect make it more.
/// </summary>
internal sealed class Walk
{
    /// <summary>Where more remain possible, nothing worth the time can be said any more.</summary>
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

        // What is told is the explanation with the least against it; what remains possible is every one that violates
        // nothing.
        var told = all.MinBy(e => e.Verification.Badness)!;
        _guest.End(step, observation, told.Next);
        return Settle(told, all);
    }

    /// <summary>The requirement that is not met when the process ended in the middle of this step.</summary>
    internal Finding Blame(RunDeath death, Step step)
    {
        if (death.Phase == RunPhase.Idle)
        {
            return new Finding(EffectRequirements.DeviceSurvives, death.Step, Describe(death),
                "nothing of an earlier scenario's device is left that could end the process");
        }

        if (death.Phase == RunPhase.GuestAccess)
        {
            return new Finding(EffectRequirements.OtherProtectionsStay, death.Step,
                $"the guest's access to its memory faulted ({death.How})",
                "the page is accessible: no request touched its protection");
        }

        var requirement = IsOver ? EffectRequirements.DeviceSurvives : _requests.RequirementOfCrash(States[0], step);
        return new Finding(requirement, death.Step, Describe(death),
            step is Step.VmReset or Step.SaveRestore ? "the call returns" : "the register access returns");
    }

    /// <summary>The same when all steps were done.</summary>
    internal static Finding BlameAtEnd(RunDeath death) => new(EffectRequirements.DeviceSurvives, death.Step,
        Describe(death), death.Phase == RunPhase.Destroying
            ? "the device can be destroyed"
            : "nothing of the device ends the process while nobody calls it");

    private static string Describe(RunDeath death) => death.IsHang
        ? $"the device hung: {death.How}"
        : $"the device's process ended: {death.How}";

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
        Step.Load s => [MemoryJudge.Load(_guest.Index, state, s, observation)],
        Step.EmptyPool => [LifecycleJudge.EmptyPool(_guest.Index, state, observation)],
        Step.VmReset => _lifecycle.Reset(state, observation),
        Step.SaveRestore => _lifecycle.SaveAndRestore(state, observation),
        Step.HostCall s => [MemoryJudge.HostCall(_guest.Index, state, s, observation)],
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "no such step"),
    };

    /// <summary>Different ways may lead to the same state: without this a few of them make thousands.</summary>
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

    private Finding? Settle(Explanation told, List<Explanation> all)
    {
        foreach (var requirement in told.Verification.Exercised)
        {
            _coverage.Exercise(requirement);
        }

        foreach (var deviation in told.Verification.Deviations)
        {
            _coverage.Exercise(deviation.Requirement);
        }

        Deviations.AddRange(told.Verification.Deviations
            .Where(d => Deviations.All(k => k.Requirement != d.Requirement)));
        if (told.Verification.Violation is { } violation)
        {
            _coverage.Exercise(violation.Requirement);
            return violation;
        }

        // A deviation may leave no state that the specification knows: then it has nothing to say any more.
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
