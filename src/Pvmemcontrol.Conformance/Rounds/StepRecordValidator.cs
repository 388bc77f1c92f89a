// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Guest;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>
/// The valid records of a round's steps. Others come from a forged trace, or from a device that overwrote them.
/// </summary>
internal static class StepRecordValidator
{
    /// <summary>The largest number that a step of a round takes: each takes three.</summary>
    internal const long LastNumber = 3 * Round.MostVcpus * Round.MostSteps;

    /// <summary>Why a step cannot have shown this, or null.</summary>
    internal static string? WhyNot(VcpuStep step, in StepRecord record)
    {
        var seen = record.Observation;
        if (record.Begun == 0)
        {
            return record.Returned == 0 && record.Seen == 0 && record.Written == 0 && seen == default
                ? null
                : "it did not begin, but shows something";
        }

        var isSent = step.Action is VcpuAction.Send or VcpuAction.Repeat;
        if (isSent ? record.Written > uint.MaxValue : record.Written != step.Value)
        {
            return "its written value is wrong";
        }

        var isInOrder = record.Returned == 0
            ? record.Seen == 0
            : record.Begun < record.Returned && (record.Seen == 0 || record.Returned < record.Seen);
        return !isInOrder ? "its numbers are out of order"
            : record.Seen == 0 && seen == default ? null
            : record.Returned == 0 || !IsPossible(step, seen) ? "it cannot show this"
            : null;
    }

    /// <summary>Why a round that completed cannot have shown this, or null.</summary>
    internal static string? WhyNot(IReadOnlyList<TakenStep> steps) =>
        steps.Select(s => WhyNot(s.Step, s.Record)).FirstOrDefault(why => why is not null)
        ?? WhyNot([.. steps.GroupBy(s => s.Vcpu).Select(vcpu => vcpu.Select(s => s.Record).ToImmutableArray())],
            isWhole: true);

    /// <summary>Why the steps cannot have been taken with these numbers, or null.</summary>
    /// <param name="records">Each is valid on its own.</param>
    /// <param name="isWhole">True when the round completed.</param>
    internal static string? WhyNot(ImmutableArray<ImmutableArray<StepRecord>> records, bool isWhole)
    {
        HashSet<long> taken = [];
        for (var vcpu = 0; vcpu < records.Length; vcpu++)
        {
            var (last, isOver) = (0L, false);
            for (var step = 0; step < records[vcpu].Length; step++)
            {
                var record = records[vcpu][step];
                if (isWhole && record.Seen == 0)
                {
                    return $"vCPU {vcpu}: the round completed, but not step {step + 1}";
                }

                if (record.Begun != 0 && (isOver || record.Begun <= last))
                {
                    return $"vCPU {vcpu}: step {step + 1} began before the previous one was over";
                }

                (last, isOver) = (record.Seen, record.Seen == 0);
                if (new[] { record.Begun, record.Returned, record.Seen }.Any(n => n != 0 && !taken.Add(n)))
                {
                    return $"vCPU {vcpu}: a number of step {step + 1} was taken twice";
                }
            }
        }

        return null;
    }

    private static bool IsPossible(VcpuStep step, in Observation seen) => step.Action switch
    {
        VcpuAction.Send or VcpuAction.Repeat => seen.Kind == ObservationKind.Buffer,
        VcpuAction.Command or VcpuAction.Register => seen.Kind == ObservationKind.Registers
            && (seen.A | seen.B) <= uint.MaxValue && (seen.C | seen.D) == 0,
        VcpuAction.VmReset => seen.Kind == ObservationKind.Value
            && seen.A <= LifecycleAnswer.Done && (seen.B | seen.C | seen.D) == 0,

        // Traces of before say nothing about it.
        VcpuAction.Rewrite => seen == new Observation(ObservationKind.Nothing)
            || seen == new Observation(ObservationKind.Value, seen.A) && seen.A <= RoundValidator.MostTimes,
        _ => seen == new Observation(ObservationKind.Nothing),
    };
}
