// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Properties.Traces;

/// <summary>Traces of a scenario with arbitrary observations that the reader accepts.</summary>
internal static class AnyScenarioTrace
{
    internal static ScenarioCounterexample Of(Scenario scenario, ulong seed, bool isBare = false)
    {
        var draw = new SeededDraw(seed);
        var steps = scenario.Steps.Length;
        var death = draw.Below(4) == 0
            ? AnyDeath.Of(draw, draw.Below(steps + 1), (RunPhase)draw.Below(7))
            : null;
        var slots = new Slots(scenario.Layout.Regions[0].Start);
        var seen = scenario.Steps.Select((step, i) =>
        {
            if (step is Step.Register register)
            {
                slots.NoteBuffer(register.Slot, register.Buffer);
            }

            return i < (death?.Step ?? steps) ? Seen(step, scenario.Layout, slots, draw) : default;
        });
        var host = new HostCapabilities { HasKsm = draw.Below(2) == 0, LockLimit = draw.Bits() };
        var recording = new ScenarioRecording(
            scenario, host, (uint)draw.Bits(), [.. seen], death, death is null ? End(scenario.Layout, draw) : null)
        {
            Vcpus = draw.Below(2) == 0 ? Vcpus.Played : Vcpus.Kvm,
        };
        var requirement = Catalogue.All[draw.Below(Catalogue.All.Length)];
        var origin = new Origin(isBare ? TargetSpec.BareKernel : TargetSpec.Library("./lib\u00e4 \"x\".so"),
            draw.Below(2) == 0 ? Profile.Abi : Profile.Linux, Layouts.StandardName, draw.Bits(), draw.Below(1000));
        return new ScenarioCounterexample(
            new Finding(requirement, draw.Below(steps + 1), "this, \"and\" that", "other"), origin,
            new SecondRun(draw.Below(2) == 0), recording, steps)
        {
            RecordedAs = requirement,
        };
    }

    private static Observation Seen(Step step, GuestLayout layout, Slots slots, SeededDraw draw) => step switch
    {
        Step.Command or Step.Register => new Observation(ObservationKind.Registers, draw.Below(3) switch
        {
            0 => (uint)TransportCommand.Ack,
            1 => (uint)TransportCommand.Error,
            _ => (uint)draw.Bits(),
        }, (uint)draw.Bits()),
        Step.Send s => Exchange(layout, slots.Buffer(s.Slot), draw, mayFault: true),
        Step.Resend s => Exchange(layout, slots.Buffer(s.Slot), draw, mayFault: false),
        Step.ReadRegister s => new Observation(
            ObservationKind.Value, s.Width == 8 ? draw.Bits() : draw.Bits() & ((1UL << (8 * s.Width)) - 1),
            (uint)draw.Bits(), draw.Bits()),
        Step.WriteRegister => new Observation(ObservationKind.Nothing),
        Step.Fill or Step.Store => new Observation(
            draw.Below(5) == 0 ? ObservationKind.Fault : ObservationKind.Nothing),
        Step.Load => draw.Below(5) == 0
            ? new Observation(ObservationKind.Fault)
            : new Observation(ObservationKind.Value, draw.Below(2) == 0 ? 0 : draw.Bits()),
        Step.HostCall => new Observation(ObservationKind.Value, (ulong)draw.Below(40)),
        Step.EmptyPool => new Observation(ObservationKind.Value, (ulong)draw.Below(2)),
        Step.VmReset or Step.SaveRestore or Step.Save or Step.RestoreDamaged => new Observation(
            ObservationKind.Value, (ulong)draw.Below(step is Step.RestoreDamaged ? 4 : 3),
            (ulong)draw.Below(layout.PageCount + 1), (ulong)draw.Below(layout.PageCount), (ulong)draw.Below(1 << 16)),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "no such step"),
    };

    private static Observation Exchange(GuestLayout layout, ulong buffer, SeededDraw draw, bool mayFault) =>
        !layout.Place(buffer, Request.Size).IsGuestRam ? new Observation(ObservationKind.Nothing) : draw.Below(6) switch
        {
            0 => new Observation(ObservationKind.ReplyFault),
            1 when mayFault => new Observation(ObservationKind.Fault),
            2 => new Observation(ObservationKind.Buffer, draw.Bits(), draw.Bits(), draw.Bits(), draw.Bits()),
            3 => new Observation(ObservationKind.Buffer, (ulong)draw.Below(100)),
            _ => new Observation(ObservationKind.Buffer),
        };

    private static OthersView? Others(GuestLayout layout, SeededDraw draw)
    {
        var page = draw.Below(layout.PageCount);
        return layout.BackingOfPage(page) is Backing.SharedMemory or Backing.PrivateFile
            ? new OthersView(page, draw.Below(PageGeometry.Size / 8) * 8, draw.Bits(), draw.Bits())
            : null;
    }

    private static EndState End(GuestLayout layout, SeededDraw draw)
    {
        var pages = ImmutableSortedDictionary.CreateBuilder<int, PageImage>();
        for (var i = draw.Below(4); i > 0; i--)
        {
            var page = draw.Below(layout.PageCount);
            pages[page] = draw.Below(3) switch
            {
                0 => PageImage.Filled(page, (byte)draw.Below(256)),
                1 => PageImage.Zero,
                _ => PageImage.Filled(page, 7).With(draw.Below(4000), [1, 2, 3]),
            };
        }

        return new EndState(
            [.. Enumerable.Range(0, layout.PageCount).Select(_ => (byte)(draw.Below(9) == 0 ? draw.Below(32) : 3))],
            [.. Enumerable.Range(0, layout.PageCount).Select(_ => (byte)draw.Below(3))], pages.ToImmutable())
        {
            Others = Others(layout, draw),
        };
    }
}
