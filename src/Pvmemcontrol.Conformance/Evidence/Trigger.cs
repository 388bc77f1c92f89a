// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;

namespace Pvmemcontrol.Conformance.Evidence;

/// <summary>Steps of some kinds that have at least these oddities.</summary>
/// <param name="Kinds">The kinds; none of them stands for every request.</param>
/// <param name="Odd">What they have at least.</param>
internal sealed record StepPattern(ImmutableSortedSet<string> Kinds, Oddity Odd)
{
    /// <summary>True when every request fits, whatever its function.</summary>
    internal bool IsAnyRequest => Kinds.IsEmpty || StepKinds.Functions.IsSubsetOf(Kinds);

    /// <summary>True when it may be a request of any function.</summary>
    private bool IsOfBuffer => Kinds.Contains(StepKinds.Resend);

    /// <summary>True when a step fits.</summary>
    internal bool Admits(in StepShape shape) => (shape.Odd & Odd) == Odd
        && (Kinds.Contains(shape.Kind) || (IsAnyRequest && StepKinds.IsRequest(shape.Kind)));

    /// <summary>True when both may mean the same fault of a device.</summary>
    internal bool IsLike(StepPattern other) => IsAnyRequest || other.IsAnyRequest
        || (IsOfBuffer && other.Kinds.Any(StepKinds.IsRequest)) || (other.IsOfBuffer && Kinds.Any(StepKinds.IsRequest))
        || (Odd & other.Odd) != Oddity.None
        || Kinds.Select(StepKinds.FamilyOf).Intersect(other.Kinds.Select(StepKinds.FamilyOf)).Any();

    /// <summary>The pattern in a few words.</summary>
    public override string ToString()
    {
        var what = IsAnyRequest ? StepKinds.AnyRequest : string.Join(", ", Kinds);
        return Odd == Oddity.None ? what : $"{what}; {Oddities.Describe(Odd)}";
    }
}

/// <summary>What a guest does to meet a defect: the steps of a minimal scenario without the usual handshake.</summary>
/// <param name="Before">Steps that have to come first, in order.</param>
/// <param name="Key">The step without which the rest is harmless: a guest that knows the defect leaves it out.</param>
internal sealed record Trigger(ImmutableArray<StepPattern> Before, StepPattern Key)
{
    /// <summary>The same without what comes first, and with only what both keys have in common.</summary>
    internal Trigger WidenedBy(Trigger other) =>
        new([], new StepPattern(
            Key.IsAnyRequest || other.Key.IsAnyRequest ? [] : Key.Kinds.Union(other.Key.Kinds),
            Key.Odd & other.Key.Odd));

    /// <summary>The trigger in a few words.</summary>
    public override string ToString() =>
        Before.IsEmpty ? $"{Key}" : $"{Key}, after {string.Join(", ", Before)}";
}
