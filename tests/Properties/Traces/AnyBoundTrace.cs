// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Bounds;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Properties.Traces;

/// <summary>Traces of bounds with any figures, sensible or not.</summary>
internal static class AnyBoundTrace
{
    internal static BoundCounterexample Of(ulong seed)
    {
        var draw = new SeededDraw(seed);
        var kind = (BoundKind)draw.Below(Enum.GetValues<BoundKind>().Length);
        var death = draw.Below(3) == 0
            ? AnyDeath.Of(draw, step: 0, RunPhase.InDevice)
            : null;
        var before = death is not null && draw.Below(2) == 0 ? Figures(kind, draw) : null;
        var requirement = Catalogue.All[draw.Below(Catalogue.All.Length)];
        var origin = new Origin(
            TargetSpec.Library("./lib\u00e4 \"x\".so"), Profile.Abi, Layouts.StandardName, draw.Bits(), Index: 0);
        var recording = new BoundRecording(Figures(kind, draw), death, before);
        return new BoundCounterexample(new Finding(requirement, 0, "this, \"and\" that", "other"), origin,
            new SecondRun(draw.Below(2) == 0), recording,
            isEnd: recording.Findings(new Coverage()) is [{ IsEnd: true }]);
    }

    private static BoundFigures Figures(BoundKind kind, SeededDraw draw) => new(
        [.. BoundFigures.Names.Select(field => Value(BoundValidator.Range(kind, field), draw))],
        [
            .. Enumerable.Range(0, MappingBound.Waves.Length).Select(_ => Value((0, BoundValidator.Most), draw))
                .Select(sent => new BoundWave
                {
                    Sent = sent,
                    Performed = Value((0, sent), draw),
                    LastErrno = draw.Below(40),
                }),
        ],
        [.. Enumerable.Range(0, kind == BoundKind.Leaks ? LeakCalls.Count : 0).Select(_ => Leak(draw))]);

    private static LeakGrowth Leak(SeededDraw draw) => draw.Below(3) == 0
        ? default
        : new LeakGrowth
        {
            Calls = Value((1, BoundValidator.Most), draw),
            Descriptors = Value((0, BoundValidator.Most), draw),
            Mappings = Value((0, BoundValidator.Most), draw),
            Bytes = Value((0, BoundValidator.Most), draw),
        };

    /// <summary>The ends of a range, or something between them, mostly small.</summary>
    private static long Value((long Least, long Most) range, SeededDraw draw) => draw.Below(4) switch
    {
        0 => range.Least,
        1 => range.Most,
        2 => Math.Min(range.Most, range.Least + draw.Below(100_000)),
        _ => range.Least + (long)(draw.Bits() % (ulong)(range.Most - range.Least + 1)),
    };
}
