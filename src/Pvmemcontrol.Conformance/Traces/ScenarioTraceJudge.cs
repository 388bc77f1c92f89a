// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Running;

namespace Pvmemcontrol.Conformance.Traces;

/// <summary>Judges what a trace has recorded: the oracle needs nothing but that.</summary>
public static class ScenarioTraceJudge
{
    /// <summary>The violation, or else the deviations, that the observations show.</summary>
    public static ImmutableArray<Finding> Judge(ScenarioTrace trace) => Judge(trace, new Coverage());

    /// <summary>The same, and what was put to the test.</summary>
    public static ImmutableArray<Finding> Judge(ScenarioTrace trace, Coverage coverage)
    {
        using var arena = Arena.Create(trace.Scenario.Layout);
        var record = Restore(arena, trace);
        var oracle = new Oracle(trace.Profile, coverage, trace.Recording.Constants);
        if (trace.Recording.Death is { } death)
        {
            return [oracle.Judge(record, death, trace.IsBareKernel)];
        }

        var judgement = oracle.Judge(record, trace.IsBareKernel);
        return judgement.Violation is { } violation ? [violation, .. judgement.Deviations] : judgement.Deviations;
    }

    /// <summary>Puts the observations where a runner would have left them.</summary>
    private static RunRecord Restore(Arena arena, ScenarioTrace trace)
    {
        var (recording, layout) = (trace.Recording, trace.Scenario.Layout);
        arena.MaxChannels = recording.MaxChannels;
        recording.Observations.AsSpan().CopyTo(arena.Observations(0));
        if (recording.End is { } end)
        {
            end.Vmas.AsSpan().CopyTo(arena.Vmas(0));
            end.Residency.AsSpan().CopyTo(arena.Residency(0));
            for (var i = 0; i < layout.PageCount; i++)
            {
                end.Page(layout, i).CopyTo(arena.Page(0, i));
            }
        }

        return new RunRecord(arena, 0, trace.Scenario, recording.Host);
    }
}
