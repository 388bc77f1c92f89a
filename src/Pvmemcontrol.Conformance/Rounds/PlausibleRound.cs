// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>
/// What rounds can be. By others than these a correct device could be accused: of what the guest did to itself, or of
/// an order of pages that nobody promises.
/// </summary>
internal static class PlausibleRound
{
    /// <summary>Times that a command is repeated at most.</summary>
    private const ulong MostTimes = 10_000;

    private const ulong AnyPages = (1UL << RoundLayout.ComparedPages) - (1UL << RoundLayout.FirstPage);

    /// <summary>Why no round with so many slots has this step, or null.</summary>
    internal static string? WhyNot(VcpuStep step, int slots)
    {
        if (step.Slot < 0 || step.Slot >= slots)
        {
            return $"there are {slots} slots, none of them {step.Slot}";
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
        return isRight ? null : "no vCPU takes such a step";
    }

    /// <summary>Why nobody makes this round, or null; its steps are right, each for itself.</summary>
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
            ? "a vCPU repeats or rewrites once, and one at most rewrites"
            : round.Vcpus.Any(IsReuseWithoutDrop) ? "memory is used again where no channels were dropped just before"
            : WhyNoReuse(round) ?? WhyNoOverlap(round);
    }

    private static bool IsReuseWithoutDrop(ImmutableArray<VcpuStep> steps) => steps.Index()
        .Any(s => s.Item.Action == VcpuAction.Reuse && (s.Index == 0 || !steps[s.Index - 1].MayDrop));

    /// <summary>
    /// The buffers stay as they are, or nobody could look into them; and the memory for slow requests is for these.
    /// </summary>
    private static string? WhyNot(Request request)
    {
        if (RoundLayout.IsSlow(request))
        {
            var pages = request.Length >> PageGeometry.Shift;
            return pages is > 0 and <= RoundLayout.SlowPages
                && request == RoundLayout.SlowRequest((int)pages) with { Arg = request.Arg }
                ? null
                : "takes something else than the end of the memory for slow ones";
        }

        var (first, end) = PagesOf(request);
        return end == 0 ? null
            : first < RoundLayout.FirstPage ? "is about the pages of the buffers"
            : end > RoundLayout.ComparedPages ? "is about the memory for slow ones"
            : null;
    }

    /// <summary>The pages that a request may have to do with; none where it is refused or has an effect on none.
    /// </summary>
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
            ? "a page that is used again may be revoked"
            : null;
    }

    private static ulong PageSet((int First, int End) pages) => (1UL << pages.End) - (1UL << pages.First);

    /// <summary>What several vCPUs may be about at once is of one page: in what order others come is up to the device.
    /// </summary>
    private static string? WhyNoOverlap(Round round)
    {
        var sent = round.Vcpus.SelectMany((steps, vcpu) => steps.Where(s => s.Action == VcpuAction.Send)
                .Select(s => (Vcpu: vcpu, s.Slot, Request: round.Requests[s.Slot])))
            .Where(s => !RoundLayout.IsSlow(s.Request))
            .Select(s => (s.Vcpu, s.Slot, Pages: PagesOf(s.Request))).ToList();
        return sent.Exists(one => one.Pages.End - one.Pages.First > 1 && sent.Exists(other =>
            one.Vcpu != other.Vcpu && one.Slot != other.Slot
            && one.Pages.First < other.Pages.End && other.Pages.First < one.Pages.End))
            ? "two vCPUs ask for the same pages at once"
            : null;
    }
}
