// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>
/// The valid steps and observations. Others were not written by the runner: they come from a forged trace, or from a
/// device that wrote to the runner's memory.
/// </summary>
internal static class ScenarioValidator
{
    /// <summary>Why no scenario on such guest RAM can have this step, or null.</summary>
    internal static string? WhyNot(Step step, GuestLayout layout) => step switch
    {
        Step.Fill s when s.Page >= layout.PageCount => $"guest RAM has {layout.PageCount} pages, none of them {s.Page}",
        Step.Store s => WhyNoWord(s.Address, layout),
        Step.Load s => WhyNoWord(s.Address, layout),
        Step.HostCall s when !HostCalls.IsModelled(s.Function) => "the function has no host call",
        Step.HostCall s when layout.Place(s.Address, Math.Max(s.Length, 1)).Place != RangePlace.OneRegion =>
            "the range of a host call lies in no region of guest RAM",
        _ => null,
    };

    /// <summary>Why a step cannot have shown this, or null.</summary>
    /// <param name="step">A step of the scenario.</param>
    /// <param name="seen">What it claims to have shown.</param>
    /// <param name="layout">The regions.</param>
    /// <param name="slots">The buffers as they were last registered.</param>
    internal static string? WhyNot(Step step, in Observation seen, GuestLayout layout, Slots slots) => step switch
    {
        Step.Command or Step.Register => Is(seen, ObservationKind.Registers)
            && (seen.A | seen.B) <= uint.MaxValue && (seen.C | seen.D) == 0,
        Step.Send s => IsExchange(seen, layout, slots.Buffer(s.Slot))
            || (Is(seen, ObservationKind.Fault) && IsGuestRam(layout, slots.Buffer(s.Slot))),
        Step.Resend s => IsExchange(seen, layout, slots.Buffer(s.Slot)),
        Step.ReadRegister s => Is(seen, ObservationKind.Value) && seen.D == 0 && seen.B <= uint.MaxValue
            && seen.A <= (s.Width == 8 ? ulong.MaxValue : (1UL << (8 * s.Width)) - 1),
        Step.WriteRegister => Is(seen, ObservationKind.Nothing),
        Step.Fill or Step.Store => seen.Kind is ObservationKind.Nothing or ObservationKind.Fault,
        Step.Load => Is(seen, ObservationKind.Fault) || IsValue(seen, ulong.MaxValue),
        Step.HostCall => IsValue(seen, Errnos.Max),
        Step.EmptyPool => IsValue(seen, 1),
        Step.VmReset or Step.SaveRestore or Step.Save or Step.RestoreDamaged => Is(seen, ObservationKind.Value)
            && seen.A <= (step is Step.RestoreDamaged ? LifecycleAnswer.Taken : LifecycleAnswer.Refused)
            && seen.B <= (ulong)layout.PageCount && seen.C < (ulong)layout.PageCount && seen.D <= ushort.MaxValue,
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "no such step"),
    }
        ? null
        : $"no run of '{step}' shows this";

    /// <summary>
    /// Why a run cannot have shown this, or null. Checks the parts that this process did not write itself.
    /// </summary>
    /// <param name="record">A run.</param>
    /// <param name="steps">How many of its steps were done.</param>
    /// <param name="isWhole">True when it completed.</param>
    internal static (int Step, string Why)? WhyNot(IRunRecord record, int steps, bool isWhole)
    {
        var layout = record.Scenario.Layout;
        var slots = new Slots(layout.Regions[0].Start);
        for (var i = 0; i < steps; i++)
        {
            var step = record.Scenario.Steps[i];
            Note(step, slots);
            if (WhyNot(step, record.Observations[i], layout, slots) is { } why)
            {
                return (i, why);
            }
        }

        return !VmaTable.CanReport(record.VmasAtCreate) ? (0, "no mapping has such flags")
            : isWhole && !VmaTable.CanReport(record.Vmas) ? (steps, "no mapping has such flags")
            : isWhole && record.Others?.WhyNot(layout) is { } whyNot ? (steps, whyNot)
            : null;
    }

    /// <summary>Takes note of the buffer that a step registers.</summary>
    internal static void Note(Step step, Slots slots)
    {
        if (step is Step.Register register)
        {
            slots.NoteBuffer(register.Slot, register.Buffer);
        }
    }

    private static string? WhyNoWord(ulong address, GuestLayout layout) =>
        address % 8 != 0 ? "the address is not a multiple of 8"
        : !layout.Place(address, 8).IsGuestRam ? "the address is not in guest RAM"
        : null;

    private static bool Is(in Observation seen, ObservationKind kind) => seen.Kind == kind;

    private static bool IsValue(in Observation seen, ulong most) =>
        Is(seen, ObservationKind.Value) && seen.A <= most && (seen.B | seen.C | seen.D) == 0;

    private static bool IsExchange(in Observation seen, GuestLayout layout, ulong buffer) => IsGuestRam(layout, buffer)
        ? seen.Kind is ObservationKind.Buffer or ObservationKind.ReplyFault
        : Is(seen, ObservationKind.Nothing);

    private static bool IsGuestRam(GuestLayout layout, ulong buffer) => layout.Place(buffer, Request.Size).IsGuestRam;
}
