// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Judging;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Storms;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Traces;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Properties.Traces;

/// <summary>Traces of bounds with any figures, sensible or not.</summary>
internal static class AnyBoundTrace
{
    internal static StormTrace Of(ulong seed)
    {
        var draw = new SeededDraw(seed);
        var kind = (StormKind)draw.Below(Enum.GetValues<StormKind>().Length);
        var death = draw.Below(3) == 0
            ? AnyDeath.Of(draw, step: 0, RunPhase.InDevice)
            : null;
        var before = death is not null && draw.Below(2) == 0 ? Figures(kind, draw) : null;
        var requirement = Catalogue.All[draw.Below(Catalogue.All.Length)];
        return new StormTrace(TargetSpec.Library("./lib\u00e4 \"x\".so"), Profile.Abi, draw.Bits(),
            new Finding(requirement, 0, "this, \"and\" that", "other"), draw.Below(2) == 0,
            new StormRecording(Figures(kind, draw), death, before));
    }

    private static StormFigures Figures(StormKind kind, SeededDraw draw) => new(
        [.. StormFigures.Names.Select(field => Value(PlausibleStorm.Range(kind, field), draw))],
        [
            .. Enumerable.Range(0, MappingStorm.Waves.Length).Select(_ => Value((0, PlausibleStorm.Most), draw))
                .Select(sent => new StormWave
                {
                    Sent = sent,
                    Performed = Value((0, sent), draw),
                    LastErrno = draw.Below(40),
                }),
        ]);

    /// <summary>The ends of a range, or something between them, mostly small.</summary>
    private static long Value((long Least, long Most) range, SeededDraw draw) => draw.Below(4) switch
    {
        0 => range.Least,
        1 => range.Most,
        2 => Math.Min(range.Most, range.Least + draw.Below(100_000)),
        _ => range.Least + (long)(draw.Bits() % (ulong)(range.Most - range.Least + 1)),
    };
}
