// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Rounds;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Properties.Traces;

/// <summary>Traces of a generated round, in any order, with arbitrary observations.</summary>
internal static class AnyRoundTrace
{
    internal static RoundCounterexample Of(ulong seed)
    {
        var draw = new SeededDraw(seed);
        var round = draw.Below(4) == 0
            ? RoundGenerator.GenerateRewritten(draw.Bits())
            : RoundGenerator.Generate(draw.Bits(), draw.Bits());
        var death = draw.Below(4) == 0
            ? AnyDeath.Of(draw, step: 0, RunPhase.InDevice)
            : null;
        var records = Records(round, draw, death is null ? int.MaxValue : draw.Below(3 * round.Steps.Count()));
        var recording = new RoundRecording(round,
            new HostCapabilities { HasKsm = draw.Below(2) == 0, LockLimit = draw.Bits() }, (uint)draw.Bits(),
            draw.Bits(), [.. Enumerable.Range(0, round.Channels).Select(_ => (uint)draw.Bits())], records, death,
            death is null ? End(draw) : null);
        return Of(recording, Catalogue.All[draw.Below(Catalogue.All.Length)], draw);
    }

    /// <summary>A trace with this recording.</summary>
    internal static RoundCounterexample Of(RoundRecording recording, Requirement requirement, SeededDraw draw)
    {
        var origin = new Origin(TargetSpec.Library("./lib\u00e4 \"x\".so"),
            draw.Below(2) == 0 ? Profile.Abi : Profile.Linux, Layouts.StandardName, draw.Bits(), draw.Below(1000));
        return new RoundCounterexample(new Finding(requirement, 0, "this, \"and\" that", "other"), origin,
            new Rate(draw.Below(5), 5, 7, 900, IsReproduced: draw.Below(2) == 0), recording, draw.Below(48))
        {
            RecordedAs = requirement,
        };
    }

    /// <summary>Every vCPU advances at random, until this many steps are done.</summary>
    private static ImmutableArray<ImmutableArray<StepRecord>> Records(Round round, SeededDraw draw, int most)
    {
        var records = round.Vcpus.Select(v => new StepRecord[v.Length]).ToArray();
        var at = new int[records.Length];
        for (var number = 1; number <= most && !at.Index().All(a => a.Item == records[a.Index].Length); number++)
        {
            var vcpu = draw.Below(records.Length);
            while (at[vcpu] == records[vcpu].Length)
            {
                vcpu = (vcpu + 1) % records.Length;
            }

            var step = round.Vcpus[vcpu][at[vcpu]];
            ref var record = ref records[vcpu][at[vcpu]];
            if (record.Begun == 0)
            {
                record.Begun = number;
                record.Written = step.Action is VcpuAction.Send or VcpuAction.Repeat ? (uint)draw.Bits() : step.Value;
            }
            else if (record.Returned == 0)
            {
                record.Returned = number;
            }
            else
            {
                (record.Seen, record.Observation) = (number, Seen(step, round, draw));
                at[vcpu]++;
            }
        }

        return [.. records.Select(r => r.ToImmutableArray())];
    }

    private static Observation Seen(VcpuStep step, Round round, SeededDraw draw) => step.Action switch
    {
        VcpuAction.Send or VcpuAction.Repeat => Buffer(round.Requests[step.Slot], draw),
        VcpuAction.Command or VcpuAction.Register => new Observation(ObservationKind.Registers, draw.Below(3) switch
        {
            0 => (uint)TransportCommand.Ack,
            1 => (uint)TransportCommand.Error,
            _ => (uint)draw.Bits(),
        }, (uint)draw.Bits()),
        VcpuAction.VmReset => new Observation(ObservationKind.Value, (ulong)draw.Below(2)),
        _ => new Observation(ObservationKind.Nothing),
    };

    private static Observation Buffer(Request request, SeededDraw draw) => draw.Below(4) switch
    {
        0 => new Observation(ObservationKind.Buffer, draw.Bits(), draw.Bits(), draw.Bits(), draw.Bits()),
        1 => new Observation(
            ObservationKind.Buffer, request.FunctionCode, request.Address, request.Length, request.Arg),
        2 => new Observation(ObservationKind.Buffer, B: PageGeometry.Size, C: 1),
        _ => new Observation(ObservationKind.Buffer),
    };

    private static RoundEnd End(SeededDraw draw)
    {
        var pages = ImmutableSortedDictionary.CreateBuilder<int, PageImage>();
        for (var i = draw.Below(4); i > 0; i--)
        {
            var page = draw.Below(RoundLayout.ComparedPages);
            pages[page] = draw.Below(2) == 0
                ? PageImage.Zero
                : PageImage.Filled(page, 7).With(draw.Below(4000), [1, 2, 3]);
        }

        return new RoundEnd(
            [
                .. Enumerable.Range(0, RoundLayout.ComparedPages)
                    .Select(_ => (byte)(draw.Below(9) == 0 ? draw.Below(32) : 3)),
            ],
            draw.Bits(), pages.ToImmutable())
        {
            ChangedBeside = draw.Below(2) == 0 ? 0 : draw.Bits(),
        };
    }
}
