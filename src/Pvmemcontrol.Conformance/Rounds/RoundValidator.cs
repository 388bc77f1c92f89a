// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>
/// The valid rounds. Others could blame a correct device: for what the guest did to itself, or for an order of pages
/// that is unspecified.
/// </summary>
internal static class RoundValidator
{
    /// <summary>The most times that a command is repeated.</summary>
    internal const ulong MostTimes = 10_000;

    private const ulong AnyPages = (1UL << RoundLayout.ComparedPages) - (1UL << RoundLayout.FirstPage);

    /// <summary>Why no round with this number of slots has this step, or null.</summary>
    internal static string? WhyNot(VcpuStep step, int slots)
    {
        if (step.Slot < 0 || step.Slot >= slots)
        {
            return $"there is no slot {step.Slot}; slots are 0 to {slots - 1}";
        }

        var isRight = step.Action switch
        {
            VcpuAction.Send or VcpuAction.Register or VcpuAction.VmReset => (step.Value | step.Other) == 0,
            VcpuAction.Pause => step.Value <= RoundGenerator.LongestPause && step.Other == 0,
            VcpuAction.Repeat => step.Value <= MostTimes && step.Other == 0,
            VcpuAction.Rewrite => step.Value < Request.Size && step.Other is > 0 and <= byte.MaxValue,
            VcpuAction.Command => step.Other == 0 && step.Value <= uint.MaxValue
                && TransportCommands.IsTransportCommand((uint)step.Value),
            VcpuAction.Reuse => step.Value >> slots == 0
                && (step.Other & ~(AnyPages | (1UL << RoundLayout.SlowBit))) == 0,
            _ => false,
        };
        return isRight ? null : "a value of the step is out of range";
    }

    /// <summary>Why this round is invalid, or null; each of its steps is valid on its own.</summary>
    internal static string? WhyNot(Round round)
    {
        for (var slot = 0; slot < round.Requests.Length; slot++)
        {
            if (SharedMemory.Readings(round, slot).Select(WhyNot).FirstOrDefault(w => w is not null) is { } why)
            {
                return $"the request of slot {slot} {why}";
            }
        }

        return round.Steps.Count(s => s.Action == VcpuAction.Rewrite) > 1
            || round.Vcpus.Any(v => v.Count(s => s.Action is VcpuAction.Repeat or VcpuAction.Rewrite) > 1)
            ? "a vCPU may repeat or rewrite only once, and only one may rewrite"
            : round.Vcpus.Any(IsReuseWithoutDrop) ? "memory is reused without dropping the channels just before"
            : WhyNoReuse(round) ?? WhyNoOverlap(round);
    }

    private static bool IsReuseWithoutDrop(ImmutableArray<VcpuStep> steps) => steps.Index()
        .Any(s => s.Item.Action == VcpuAction.Reuse && (s.Index == 0 || !steps[s.Index - 1].MayDrop));

    /// <summary>
    /// Only slow requests may touch their memory, and none may touch the pages of the buffers, which must stay
    /// readable.
    /// </summary>
    private static string? WhyNot(Request request)
    {
        if (RoundLayout.IsSlow(request))
        {
            var pages = request.Length >> PageGeometry.Shift;
            return pages is > 0 and <= RoundLayout.SlowPages
                && request == RoundLayout.SlowRequest((int)pages) with { Arg = request.Arg }
                ? null
                : "must be a DONTNEED of the last pages of the memory for slow requests";
        }

        var (first, end) = PagesOf(request);
        return end == 0 ? null
            : first < RoundLayout.FirstPage ? "must not touch the pages of the buffers"
            : end > RoundLayout.ComparedPages ? "must not touch the memory for slow requests"
            : null;
    }

    /// <summary>The pages that a request may touch; none if it is refused or has no effect.</summary>
    private static (int First, int End) PagesOf(in Request request)
    {
        var place = RoundLayout.Layout.Place(request.Address, Math.Max(request.Length, 1));
        return request.IsKnown && request.Function != FunctionCode.Info && place.IsGuestRam
            ? (place.FirstPage, place.EndPage)
            : (0, 0);
    }

    private static string? WhyNoReuse(Round round)
    {
        var reused = round.Steps.Where(s => s.Action == VcpuAction.Reuse).Aggregate(0UL, (all, s) => all | s.Other);
        var others = round.Requests.Where(r => r.IsKnown && r.Function != FunctionCode.DontNeed);
        return others.Select(r => PagesOf(r)).Any(p => (PageSet(p) & reused) != 0)
            ? "a page that is reused may be revoked"
            : null;
    }

    private static ulong PageSet((int First, int End) pages) => (1UL << pages.End) - (1UL << pages.First);

    /// <summary>A request that may overlap others must be of one page: the device chooses the order of pages.</summary>
    private static string? WhyNoOverlap(Round round)
    {
        var sent = round.Vcpus.SelectMany((steps, vcpu) => steps.Where(s => s.Action == VcpuAction.Send)
                .Select(s => (Vcpu: vcpu, s.Slot, Request: round.Requests[s.Slot])))
            .Where(s => !RoundLayout.IsSlow(s.Request))
            .Select(s => (s.Vcpu, s.Slot, Pages: PagesOf(s.Request))).ToList();
        return sent.Exists(one => one.Pages.End - one.Pages.First > 1 && sent.Exists(other =>
            one.Vcpu != other.Vcpu && one.Slot != other.Slot
            && one.Pages.First < other.Pages.End && other.Pages.First < one.Pages.End))
            ? "requests of two vCPUs that share pages must be of one page"
            : null;
    }
}
