// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>
/// Why no order explains a round: two steps in a given order, where the observations fit only the opposite one; or two
/// overlapping steps, and what each order of them requires.
/// </summary>
/// <param name="record">A round that no order explains.</param>
/// <param name="initial">The state after the handshake.</param>
internal sealed class OrderContradiction(IRoundRecord record, SpecState initial)
{
    /// <summary>A large round has more pairs of steps than are worth trying.</summary>
    private const int MostOrders = 64;

    private int _orders;

    /// <summary>The reason, one line each; empty if the finding is not about orders.</summary>
    /// <param name="name">The requirement that the round violates.</param>
    internal IEnumerable<string> Lines(Requirement name)
    {
        if (Contradiction((one, other) => one.IsBefore(other)) is not { } shown)
        {
            return [];
        }

        return GivenOrder(shown)
            ?? (name == ConcurrencyRequirements.SomeOrderExplains ? OverlappingOrders(shown) : null)
            ?? [];
    }

    /// <summary>A step that returned before another began, where the opposite order would explain everything.</summary>
    private string[]? GivenOrder(Linearizer.Contradiction shown)
    {
        // The contradicting step is likely one of the two.
        var accesses = record.Steps.Where(s => s.Step.IsAccess)
            .OrderByDescending(s => s == shown.Step).ThenByDescending(s => s.Record.Begun).ToList();
        foreach (var late in accesses)
        {
            foreach (var early in accesses.Where(s => s.Vcpu != late.Vcpu && s.IsBefore(late)))
            {
                if (IsExplained((one, other) => one.IsBefore(other) && !(one == early && other == late)))
                {
                    return
                    [
                        $"{Name(early)} comes before {Name(late)}, because it returned before that began;",
                        $"but the observations would fit if {Name(late)} came first",
                    ];
                }
            }
        }

        return null;
    }

    /// <summary>Two overlapping steps, and the contradiction in each order of them.</summary>
    private string[]? OverlappingOrders(Linearizer.Contradiction shown)
    {
        var accesses = record.Steps.Where(s => s.Step.IsAccess).ToList();
        var pairs = from one in accesses
                    from other in accesses
                    where one.Vcpu < other.Vcpu && one.Overlaps(other)
                    orderby one == shown.Step || other == shown.Step descending
                    select (one, other);
        foreach (var (one, other) in pairs)
        {
            var first = Contradiction((a, b) => a.IsBefore(b) || (a == one && b == other));
            var last = Contradiction((a, b) => a.IsBefore(b) || (a == other && b == one));
            if (first is not null && last is not null)
            {
                return Ending(first) == Ending(last)
                    ? [$"in either order of {Name(one)} and {Name(other)} {Ending(first)}"]
                    :
                    [
                        $"with {Name(one)} before {Name(other)} {Ending(first)};",
                        $"in the opposite order {Ending(last)}",
                    ];
            }
        }

        return null;
    }

    private bool IsExplained(Func<TakenStep, TakenStep, bool> order) => Try(order) is { IsWhole: true };

    private Linearizer.Contradiction? Contradiction(Func<TakenStep, TakenStep, bool> order) => Try(order)?.Furthest;

    /// <summary>Searches for such an order; null after too many searches.</summary>
    private Linearizer? Try(Func<TakenStep, TakenStep, bool> order)
    {
        if (++_orders > MostOrders)
        {
            return null;
        }

        var linearizer = new Linearizer(record, new StepJudge(record), order);
        _ = linearizer.Explains(initial, new Coverage());
        return linearizer;
    }

    private string Name(TakenStep step)
    {
        var what = RoundText.Describe(step.Step, record.Round);
        var alike = record.Steps.Where(s => s.Vcpu == step.Vcpu && RoundText.Describe(s.Step, record.Round) == what)
            .ToList();
        return $"vCPU {step.Vcpu}'s {what}{(alike.Count > 1 ? $" (no. {alike.IndexOf(step) + 1})" : "")}";
    }

    /// <summary>What the attempt that comes furthest contradicts. Others may end earlier, for other reasons.</summary>
    private string Ending(Linearizer.Contradiction shown) => shown.Step is { } step
        ? $"the longest explanation ends at {Name(step)}, which would have to see {shown.Finding.Allowed}"
        : $"all steps can be explained, but memory would have to be {shown.Finding.Allowed}";
}
