// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>Smaller scenarios that may show the same; the property tests and the minimiser share it.</summary>
public static class ScenarioShrinker
{
    /// <summary>Simpler scenarios, the smallest first. Each has fewer steps, or a simpler step.</summary>
    public static IEnumerable<Scenario> Shrink(Scenario scenario)
    {
        var steps = scenario.Steps;
        for (var chunk = steps.Length / 2; chunk >= 1; chunk /= 2)
        {
            for (var start = 0; start + chunk <= steps.Length; start += chunk)
            {
                yield return scenario with { Steps = steps.RemoveRange(start, chunk) };
            }
        }

        for (var i = 0; i < steps.Length; i++)
        {
            foreach (var simpler in Simplify(steps[i], scenario.Layout))
            {
                yield return scenario with { Steps = steps.SetItem(i, simpler) };
            }
        }

        for (var i = 0; i < steps.Length; i++)
        {
            if (AsStore(steps, i, scenario.Layout) is { } store)
            {
                yield return scenario with { Steps = steps.SetItem(i, store) };
            }
        }

        // A slot or buffer that several steps share can only change in all of them.
        if (Renamed(scenario) is { } renamed)
        {
            yield return renamed;
        }
    }

    /// <summary>
    /// What a request on a channel that is not live does: it fills its buffer. The first word of that, or null.
    /// </summary>
    private static Step.Store? AsStore(ImmutableArray<Step> steps, int index, GuestLayout layout)
    {
        if (steps[index] is not Step.Send send)
        {
            return null;
        }

        var buffer = steps[..index].OfType<Step.Register>().LastOrDefault(r => r.Slot == send.Slot)?.Buffer
            ?? layout.Regions[0].Start;
        return buffer % sizeof(ulong) == 0 && layout.Place(buffer, Request.Size).IsGuestRam
            ? new Step.Store(buffer, 1)
            : null;
    }

    /// <summary>The scenario with its slots renumbered in order of use, or null if they are in order.</summary>
    private static Scenario? Renamed(Scenario scenario)
    {
        var order = scenario.Steps.Select(SlotOf).OfType<byte>().Distinct().ToList();
        var steps = scenario.Steps.Select(step => SlotOf(step) is { } slot
            ? WithSlot(step, (byte)order.IndexOf(slot), scenario.Layout)
            : step).ToImmutableArray();
        return steps.SequenceEqual(scenario.Steps) || Sum(steps) >= Sum(scenario.Steps)
            ? null
            : scenario with { Steps = steps };
    }

    internal static ulong SimplestBuffer(byte slot, GuestLayout layout) =>
        layout.Regions[0].Start + ((ulong)slot * Request.Size);

    private static int Sum(ImmutableArray<Step> steps) => steps.Sum(s => SlotOf(s) ?? 0);

    private static byte? SlotOf(Step step) => step switch
    {
        Step.Register s => s.Slot,
        Step.Send s => s.Slot,
        Step.Resend s => s.Slot,
        _ => null,
    };

    private static Step WithSlot(Step step, byte slot, GuestLayout layout) => step switch
    {
        Step.Register s when s.Buffer == SimplestBuffer(s.Slot, layout) =>
            s with { Slot = slot, Buffer = SimplestBuffer(slot, layout) },
        Step.Register s => s with { Slot = slot },
        Step.Send s => s with { Slot = slot },
        Step.Resend s => s with { Slot = slot },
        _ => step,
    };

    /// <summary>Simpler steps in place of one; each is smaller in a well-founded order.</summary>
    public static IEnumerable<Step> Simplify(Step step, GuestLayout layout) => step switch
    {
        Step.Register s => Simplify(s, layout),
        Step.Send s => Simplify(s, layout),
        Step.VmReset => [new Step.Command(TransportCommand.Reset)],
        Step.Fill { Tag: > 1 } s => [s with { Tag = 1 }],
        Step.Store { Value: > 1 } s => [s with { Value = 1 }],
        Step.SaveRestore { Over: RestoredOver.OtherAddresses } => [new Step.SaveRestore()],
        Step.SaveRestore { Over: RestoredOver.OtherOrder } =>
            [new Step.SaveRestore(), new Step.SaveRestore(RestoredOver.OtherAddresses)],
        Step.RestoreDamaged { Where: > 0 } s => [new Step.SaveRestore(), s with { Where = 0 }],
        Step.RestoreDamaged => [new Step.SaveRestore()],
        Step.HostCall { Length: > PageGeometry.Size } s when PageGeometry.IsAligned(s.Length) =>
            [
                s with { Length = PageGeometry.Size },
                s with { Address = s.Address + s.Length - PageGeometry.Size, Length = PageGeometry.Size },
            ],
        _ => [],
    };

    private static IEnumerable<Step> Simplify(Step.Register step, GuestLayout layout)
    {
        if (step.Form != AddressForm.EightBytes)
        {
            yield return step with { Form = AddressForm.EightBytes };
        }

        if (step.Form == AddressForm.HighThenLow)
        {
            yield return step with { Form = AddressForm.LowThenHigh };
        }

        if (step.Slot != 0)
        {
            yield return step with { Slot = 0 };
        }

        var simplest = SimplestBuffer(step.Slot, layout);
        if (step.Buffer != simplest)
        {
            yield return step with { Buffer = simplest };
        }
    }

    /// <summary>
    /// A request as <see cref="NeighbourRequirements.AsProtection"/> has it; any other step as it is.
    /// </summary>
    internal static Step AsProtection(Step step) =>
        step is Step.Send send ? send with { Request = NeighbourRequirements.AsProtection(send.Request) } : step;

    private static IEnumerable<Step> Simplify(Step.Send step, GuestLayout layout)
    {
        var request = step.Request;
        if (step.Slot != 0)
        {
            yield return step with { Slot = 0 };
        }

        if (request.Length > 0)
        {
            yield return step with { Request = new Request(FunctionCode.Info, 0, 0) };
        }

        if (request.IsKnown && request.Function == FunctionCode.Info
            && (request.Address | request.Length | request.Arg) != 0)
        {
            yield return step with { Request = new Request(FunctionCode.Info, 0, 0) };
        }

        if (AsProtection(step) != step)
        {
            yield return AsProtection(step);
        }

        if (request.Arg > 1)
        {
            yield return step with { Request = request with { Arg = 1 } };
        }

        if (request.Length > PageGeometry.Size && PageGeometry.IsAligned(request.Length)
            && layout.Place(request.Address, request.Length).IsGuestRam)
        {
            var lastPage = request.Address + request.Length - PageGeometry.Size;
            yield return step with { Request = request with { Length = PageGeometry.Size } };
            yield return step with { Request = request with { Address = lastPage, Length = PageGeometry.Size } };
            yield return step with { Request = request with { Length = request.Length - PageGeometry.Size } };
        }
    }
}
