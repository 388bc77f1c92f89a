// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>A round as text: a column for each vCPU, a line for each event.</summary>
internal static class RoundText
{
    private const int Width = 104;

    /// <summary>The steps before the round, and the column heads.</summary>
    internal static ImmutableArray<string> Heads(Round round) =>
    [
        $"first, on one vCPU: RESET, REGISTER of {round.Channels} buffer{(round.Channels == 1 ? "" : "s")}, READY; "
            + "the requests are in their buffers",
        string.Concat(Enumerable.Range(0, round.Vcpus.Length).Select(v => $"vCPU {v}".PadRight(ColumnOf(round))))
            .TrimEnd(),
    ];

    /// <summary>The events. A step without others in between takes one line.</summary>
    internal static ImmutableArray<string> Account(Round round, IReadOnlyList<TakenStep> steps)
    {
        var events = new List<(long At, TakenStep Step, bool IsEnd)>();
        foreach (var taken in steps.Where(s => s.Record.Begun != 0 && s.Step.Action != VcpuAction.Pause))
        {
            events.Add((taken.Record.Begun, taken, false));
            events.Add((taken.Record.Returned == 0 ? long.MaxValue : taken.Record.Returned, taken, true));
        }

        events.Sort((one, other) => one.At.CompareTo(other.At));
        var lines = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; i < events.Count; i++)
        {
            var (_, taken, isEnd) = events[i];
            var isWhole = !isEnd && i + 1 < events.Count && events[i + 1].Step == taken && !taken.Record.IsInFlight;
            var result = Result(taken, round);
            var what = Describe(taken.Step, round);
            var text = isEnd ? $". returned{(result.Length > 0 ? $": {result}" : "")}"
                : isWhole && result.Length > 0 ? $"{what}: {result}"
                : what;
            if (isEnd && taken.Record.IsInFlight)
            {
                text = ". did not return";
            }

            lines.Add($"{new string(' ', taken.Vcpu * ColumnOf(round))}{text}");
            i += isWhole ? 1 : 0;
        }

        return lines.ToImmutable();
    }

    /// <summary>A step in a few words.</summary>
    internal static string Describe(VcpuStep step, Round round) => step.Action switch
    {
        VcpuAction.Pause => $"pauses {step.Value} ns",
        VcpuAction.Send => $"channel {step.Slot}: {Short(round.Requests[step.Slot])}",
        VcpuAction.Repeat => $"channel {step.Slot}: {Short(round.Requests[step.Slot])}, {step.Value} times",
        VcpuAction.Rewrite => $"flips 0x{step.Other:x} in byte {step.Value % 8} of the {FieldAt(step.Value)}, "
            + $"buffer {step.Slot}, without end",
        VcpuAction.Command => ((TransportCommand)step.Value).ToString().ToUpperInvariant(),
        VcpuAction.Register => $"REGISTER buffer {step.Slot}",
        VcpuAction.VmReset => "VM reset",
        VcpuAction.Reuse => $"writes to {Places(step)}",
        _ => throw new ArgumentOutOfRangeException(nameof(step), step.Action, "no such action"),
    };

    private static string FieldAt(ulong offset) => (offset / 8) switch
    {
        0 => "function code",
        1 => "address",
        2 => "length",
        _ => "argument",
    };

    private static int ColumnOf(Round round) => Width / Math.Max(2, round.Vcpus.Length);

    private static string Short(in Request request) =>
        !request.IsKnown ? $"function {request.FunctionCode}"
        : request.Function == FunctionCode.Info ? "INFO"
        : $"{FunctionCodes.Name(request.Function)} 0x{request.Address:x}+{request.Length}";

    private static string Places(VcpuStep reuse)
    {
        List<string> places = [];
        for (var slot = 0; slot < Round.MostSlots; slot++)
        {
            if (((reuse.Value >> slot) & 1) != 0)
            {
                places.Add($"buffer {slot}");
            }
        }

        for (var page = 0; page < RoundLayout.ComparedPages; page++)
        {
            if (((reuse.Other >> page) & 1) != 0)
            {
                places.Add($"page 0x{RoundLayout.AddressOf(page):x}");
            }
        }

        if (((reuse.Other >> RoundLayout.SlowBit) & 1) != 0)
        {
            places.Add($"page 0x{RoundLayout.LastSlowPage:x}");
        }

        return places.Count == 0 ? "nothing" : string.Join(", ", places);
    }

    /// <summary>What a step showed; empty for nothing.</summary>
    internal static string Result(TakenStep taken, Round round)
    {
        var seen = taken.Record.Observation;
        switch (taken.Step.Action)
        {
            case VcpuAction.Send:
                var bytes = new Request(seen.A, seen.B, seen.C, seen.D);
                return bytes == round.Requests[taken.Step.Slot] ? "(buffer unchanged)" : Describe(seen);
            case VcpuAction.Command:
            case VcpuAction.Register:
                var answer = (TransportCommand)seen.A;
                return Enum.IsDefined(answer) ? answer.ToString().ToUpperInvariant() : $"0x{seen.A:x8}";
            default:
                return "";
        }
    }

    private static string Describe(in Observation seen)
    {
        var bytes = new byte[Request.Size];
        seen.CopyBuffer(bytes);
        if (!bytes.AsSpan().ContainsAnyExcept(RoundLayout.ReusedByte))
        {
            return "(the buffer was already reused)";
        }

        var reply = Reply.Decode(bytes);
        var rest = (reply.Value | reply.Arg0 | reply.Arg1) == 0 ? "" : $", {reply.Value}, {reply.Arg0}, {reply.Arg1}";
        return $"errno {Errnos.Describe(reply.Errno)}, code {reply.Code}{rest}";
    }
}
