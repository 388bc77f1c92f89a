// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Numerics;
using Pvmemcontrol.Conformance.Guest;

namespace Pvmemcontrol.Conformance.Evidence;

/// <summary>Reads from a minimal scenario what triggers its finding: all its steps are necessary.</summary>
internal static class TriggerFinder
{
    /// <summary>What a device has to take: seldom the reason, if there is a request besides.</summary>
    private const Oddity Allowed = Oddity.InHalves | Oddity.HighHalfFirst | Oddity.BufferBarelyAligned
        | Oddity.BufferAcrossPages | Oddity.LaterChannel;

    /// <summary>The trigger, and which step is its key; null when nothing but the usual handshake is there.</summary>
    internal static (Trigger Trigger, int Key)? Find(Scenario minimal)
    {
        var shapes = ShapesOf(minimal);
        var key = -1;
        for (var i = 0; i < shapes.Length; i++)
        {
            if (Weight(shapes[i]) is > 0 and var weight && (key < 0 || weight >= Weight(shapes[key])))
            {
                key = i;
            }
        }

        return key < 0 ? null
            : (new Trigger([.. shapes[..key].Where(s => Weight(s) > 0).Select(General)], Exact(shapes[key])), key);
    }

    private static ImmutableArray<StepShape> ShapesOf(Scenario scenario)
    {
        var sketch = new ShapeSketch(scenario.Layout);
        return
        [
            .. scenario.Steps.Select(step =>
            {
                var shape = sketch.Of(step);
                sketch.Note(step);
                return shape;
            }),
        ];
    }

    private static StepPattern Exact(StepShape shape) => new([shape.Kind], shape.Odd);

    /// <summary>Which function it was seldom matters for a request that only comes before.</summary>
    private static StepPattern General(StepShape shape) =>
        new(StepKinds.IsRequest(shape.Kind) ? [] : [shape.Kind], shape.Odd & ~(Oddity.SeveralPages | Oddity.InReady));

    /// <summary>How telling a step is; 0 for what every guest does.</summary>
    private static int Weight(StepShape shape)
    {
        var odd = 2 * BitOperations.PopCount((uint)shape.Odd);
        return shape.Kind switch
        {
            StepKinds.Memory => 0,
            StepKinds.Reset => odd == 0 || shape.Odd == Oddity.InRegistering ? 0 : 1,
            StepKinds.Register => shape.Odd is Oddity.None or Oddity.LaterChannel ? 0
                : (shape.Odd & ~Allowed) == 0 ? 2 : 3 + odd,
            StepKinds.Ready => shape.Odd is Oddity.None or Oddity.OneChannel ? 0 : 3 + odd,
            StepKinds.Read or StepKinds.Write => odd == 0 ? 0 : 2 + odd,
            StepKinds.Resend => 4 + odd,
            "INFO" => 1 + odd,
            _ when StepKinds.IsRequest(shape.Kind) => 3 + odd,
            StepKinds.VmReset or StepKinds.Restore or StepKinds.RestoreElsewhere or StepKinds.Save
                or StepKinds.DamagedState or StepKinds.EmptyPool => 8,
            _ => 6 + odd,
        };
    }
}
