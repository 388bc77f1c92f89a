// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>Smaller rounds: first without a vCPU, then without a step, then with plainer ones.</summary>
internal static class RoundShrinker
{
    /// <summary>The candidates, the smallest first.</summary>
    internal static IEnumerable<Round> Shrink(Round round) =>
        Fewer(round).Concat(Plainer(round)).Where(r => IsWhole(r, round)).Select(WithoutUnused)
            .Where(r => !r.IsRewritten || RoundValidator.WhyNot(r) is null);

    /// <summary>The round without the steps that began after the finding had shown, if there are any.</summary>
    internal static IEnumerable<Round> UpToTheFinding(RoundRecording recording, RoundFinding finding)
    {
        var last = finding.Culprit?.Record.Seen ?? long.MaxValue;
        ImmutableArray<ImmutableArray<VcpuStep>> vcpus =
        [
            .. recording.Steps.GroupBy(s => s.Vcpu)
                .Select(steps => steps.Where(s => s.Record.Begun != 0 && s.Record.Begun < last)
                    .Select(s => s.Step).ToImmutableArray())
                .Where(steps => !steps.IsEmpty),
        ];
        var (whole, cut) = (recording.Round, recording.Round with { Vcpus = vcpus });
        return cut.Steps.Count() < whole.Steps.Count() && IsWhole(cut, whole) ? [WithoutUnused(cut)] : [];
    }

    private static IEnumerable<Round> Fewer(Round round)
    {
        for (var vcpu = 0; vcpu < round.Vcpus.Length && round.Vcpus.Length > 1; vcpu++)
        {
            yield return round with { Vcpus = round.Vcpus.RemoveAt(vcpu) };
        }

        foreach (var (vcpu, steps) in round.Vcpus.Index())
        {
            for (var left = 1; left < steps.Length - 1; left++)
            {
                yield return With(round, vcpu, steps[..left]);
            }
        }

        for (var vcpu = 0; vcpu < round.Vcpus.Length; vcpu++)
        {
            for (var step = round.Vcpus[vcpu].Length - 1; step >= 0; step--)
            {
                yield return With(round, vcpu, round.Vcpus[vcpu].RemoveAt(step));
            }
        }
    }

    private static IEnumerable<Round> Plainer(Round round)
    {
        for (var slot = 0; slot < round.Requests.Length; slot++)
        {
            var request = round.Requests[slot];
            if (request.Function != FunctionCode.Info && !round.IsRewritten)
            {
                var info = new Request(FunctionCode.Info, 1, 1, 1);
                yield return round with { Requests = round.Requests.SetItem(slot, info) };
            }

            if (NeighbourRequirements.AsProtection(request) is var protection && protection != request
                && !round.IsRewritten)
            {
                yield return round with { Requests = round.Requests.SetItem(slot, protection) };
            }

            if (request.Arg != 1)
            {
                var plain = request.Function == FunctionCode.Info
                    ? new Request(FunctionCode.Info, 1, 1, 1)
                    : request with { Arg = 1 };
                yield return round with { Requests = round.Requests.SetItem(slot, plain) };
            }
        }

        for (var vcpu = 0; vcpu < round.Vcpus.Length; vcpu++)
        {
            for (var step = 0; step < round.Vcpus[vcpu].Length; step++)
            {
                var plain = Plainer(round.Vcpus[vcpu][step]);
                if (plain != round.Vcpus[vcpu][step])
                {
                    yield return With(round, vcpu, round.Vcpus[vcpu].SetItem(step, plain));
                }
            }
        }
    }

    private static VcpuStep Plainer(VcpuStep step) => step switch
    {
        { Action: VcpuAction.Reuse, Other: > 0, Value: > 0 } => step with { Other = 0 },
        { Action: VcpuAction.VmReset } => VcpuStep.Command(TransportCommand.Reset),
        _ => step,
    };

    private static Round With(Round round, int vcpu, ImmutableArray<VcpuStep> steps) => steps.IsEmpty
        ? round with { Vcpus = round.Vcpus.RemoveAt(vcpu) }
        : round with { Vcpus = round.Vcpus.SetItem(vcpu, steps) };

    /// <summary>False for a candidate that reuses memory without the drop that returns it to the guest.</summary>
    private static bool IsWhole(Round round, Round whole) => round.Vcpus.All(steps =>
    {
        var reuse = steps.ToList().FindIndex(s => s.Action == VcpuAction.Reuse);
        return reuse != 0 && (reuse < 0 || steps[reuse - 1].MayDrop);
    }) && round.Vcpus.Length > 0 && round.IsRewritten == whole.IsRewritten
        && (!round.IsRewritten || round.Steps.Any(s => s.Action == VcpuAction.Repeat));

    /// <summary>Removes slots that no step names; the others move up.</summary>
    private static Round WithoutUnused(Round round)
    {
        var used = Enumerable.Range(0, round.Requests.Length)
            .Where(slot => round.Steps.Any(s => s.Slot == slot
                && s.Action is VcpuAction.Send or VcpuAction.Repeat or VcpuAction.Rewrite or VcpuAction.Register))
            .ToList();
        if (used.Count == round.Requests.Length || !used.Exists(slot => slot < round.Channels))
        {
            return round;
        }

        VcpuStep Moved(VcpuStep step) => step.Action switch
        {
            VcpuAction.Reuse => step with
            {
                Value = used.Select((slot, to) => ((step.Value >> slot) & 1) << to).Aggregate(0UL, (all, b) => all | b),
            },
            VcpuAction.Send or VcpuAction.Repeat or VcpuAction.Rewrite or VcpuAction.Register =>
                step with { Slot = used.IndexOf(step.Slot) },
            _ => step,
        };
        return round with
        {
            Channels = used.Count(slot => slot < round.Channels),
            Requests = [.. used.Select(slot => round.Requests[slot])],
            Vcpus = [.. round.Vcpus.Select(steps => steps.Select(Moved).ToImmutableArray())],
        };
    }
}
