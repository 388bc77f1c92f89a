// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>Keeps off defects that are known: rounds without the requests and drops that trigger them.</summary>
/// <param name="known">What one vCPU showed.</param>
internal sealed class RoundFilter(KnownDefects known)
{
    private readonly HashSet<ulong> _functions = [];
    private readonly HashSet<Requirement> _names = [];
    private ulong _masked;

    /// <summary>True when one vCPU is known to show a defect of this name.</summary>
    internal bool IsKnown(Requirement requirement) => known.Has(requirement);

    /// <summary>False once a device is known to read a request twice: then such a round may show anything.</summary>
    internal bool MayRewrite { get; private set; } = true;

    /// <summary>True when every round shows a known defect.</summary>
    internal bool IsExhausted { get; private set; }

    /// <summary>The drops that trigger no known defect.</summary>
    internal ulong Without(ulong working)
    {
        for (var i = 0; i < Drops.All.Length; i++)
        {
            working &= IsMet(Drops.All[i]) ? ~(1UL << i) : ulong.MaxValue;
        }

        return working;
    }

    /// <summary>True when a finding has the name of a defect that is known and that rounds cannot keep off.</summary>
    internal bool Explains(RoundFinding finding) =>
        new[] { finding.Requirement, finding.Alone, finding.Also }.OfType<Requirement>()
            .Any(r => _names.Contains(r) || known.SetAside.Contains(r));

    /// <summary>True when a step or a request of a round triggers a known defect.</summary>
    internal bool IsMet(Round round) =>
        round.Steps.Any(IsMet) || round.Requests.Any(r => known.MetBy(r, RoundLayout.Layout) is not null);

    /// <summary>The round without what triggers a known defect.</summary>
    internal Round Apply(Round round)
    {
        if (!known.HasAny && _names.Count == 0)
        {
            return round;
        }

        var requests = round.Requests.Select(r =>
            _functions.Contains(r.FunctionCode) || known.MetBy(r, RoundLayout.Layout) is not null
                ? new Request(FunctionCode.Info, 0, 0) : r);
        round = round with { Requests = [.. requests] };
        return round.Steps.Any(s => s.MayDrop && IsMet(s))
            ? round with { Vcpus = [.. round.Vcpus.Select(v => v.RemoveAll(s => !IsLeft(s, round)))] }
            : round;
    }

    /// <summary>Takes note of a defect that rounds showed: later ones keep off it as far as they can.</summary>
    internal void Learn(RoundCounterexample found)
    {
        var (requirement, round) = (found.Finding.Requirement, found.Recording.Round);
        _names.Add(requirement);
        if (round.IsRewritten)
        {
            MayRewrite = false;
        }
        else if (round.Steps.Any(s => s.MayDrop))
        {
            Mask(requirement == EffectRequirements.DropIsQuiescent
                || requirement == VmmRequirements.VmmEventsAreQuiescent ? requirement : null);
        }
        else
        {
            var functions = round.Steps.Where(s => s.Action is VcpuAction.Send or VcpuAction.Repeat)
                .Select(s => round.Requests[s.Slot].FunctionCode)
                .Where(f => f != (ulong)FunctionCode.Info).ToList();
            IsExhausted = functions.Count == 0 && found.Death is not null;
            _functions.UnionWith(functions);
        }
    }

    private void Mask(Requirement? requirement)
    {
        for (var i = 0; i < Drops.All.Length; i++)
        {
            if (requirement is null || LateWrites.RequirementOf(Drops.All[i]) == requirement)
            {
                _masked |= 1UL << i;
            }
        }
    }

    private static bool IsLeft(VcpuStep step, Round round) => step.Action switch
    {
        VcpuAction.Pause or VcpuAction.Rewrite => true,
        VcpuAction.Send or VcpuAction.Repeat => step.Slot < round.Channels,
        VcpuAction.Command or VcpuAction.Register or VcpuAction.VmReset or VcpuAction.Reuse => false,
        _ => throw new ArgumentOutOfRangeException(nameof(step), step.Action, "no such action"),
    };

    private bool IsMet(VcpuStep step) => Drops.All.IndexOf(step) is var index and >= 0
        && (((_masked >> index) & 1) != 0 || known.MetBy(KindOf(step)) is not null);

    private static string KindOf(VcpuStep step) => step.Action == VcpuAction.VmReset
        ? StepKinds.VmReset
        : (TransportCommand)step.Value switch
        {
            TransportCommand.Reset => StepKinds.Reset,
            TransportCommand.Disconnect => StepKinds.Disconnect,
            TransportCommand.Ready => StepKinds.Ready,
            TransportCommand.Register => StepKinds.BareRegister,
            _ => StepKinds.Ack,
        };
}
