// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Checking;
using Xunit;

namespace Pvmemcontrol.Properties.Checking;

/// <summary>What a result says to a reader, and what a world must not do.</summary>
public sealed class ResultTests
{
    // 2 -> 3 -> 4, and 3 -> 5, which is a dead end.
    private static readonly Graph Fork = new(6, [2], [(2, 3), (3, 4), (3, 5)]) { FinalNodes = [4] };

    [Fact]
    public void A_deadlock_is_shown_with_the_way_to_it()
    {
        var found = Explore(Fork with { SituationNodes = [4] });
        var violation = Assert.Single(found.Violations);
        Assert.Equal((Rules.NoDeadlock, ViolationKind.Deadlock), (violation.Requirement, violation.Kind));
        Assert.Equal(["3", "5"], violation.Steps.Select(s => s.After));
        Assert.Equal("violated: PVMC-SYS-903; bounds: 6 nodes", found.Summary);
    }

    [Fact]
    public void A_situation_that_never_occurs_fails_an_exhausted_world()
    {
        var found = Explore(Fork with { FinalNodes = [4, 5], SituationNodes = [1] });
        Assert.Equal(ExplorationEnd.Exhausted, found.End);
        Assert.False(found.Holds);
        Assert.Equal("never reached: a situation; exhausted: 6 nodes", found.Summary);
    }

    [Fact]
    public void A_state_that_can_no_longer_reach_the_goal_is_a_violation()
    {
        var found = Explore(Fork with { FinalNodes = [4, 5], SituationNodes = [4], HasGoal = true, GoalNodes = [4] });
        var violation = Assert.Single(found.Violations);
        Assert.Equal((Rules.Progress, ViolationKind.Unreachable), (violation.Requirement, violation.Kind));
        Assert.Equal(["3", "5"], violation.Steps.Select(s => s.After));
        Assert.Equal("violated: PVMC-SYS-904; exhausted: 6 nodes", found.Summary);
    }

    [Fact]
    public void A_result_that_rests_on_fairness_says_so()
    {
        var ring = Fork with { Edges = [.. Fork.Edges, (5, 2)], SituationNodes = [4] };
        var found = Explore(ring with { HasGoal = true, GoalNodes = [4] });
        Assert.True(found.Holds);
        Assert.Equal("exhausted: 6 nodes; a goal provided that a step that is possible infinitely often is taken "
            + "(strong fairness)", found.Summary);
    }

    [Fact]
    public void A_world_may_violate_only_what_it_lists()
    {
        var error = Assert.Throws<InvalidOperationException>(() =>
            Explorer.Explore(new CarelessWorld(violates: true), new ExplorationOptions()));
        Assert.Contains("does not list", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_inconsistent_world_is_reported()
    {
        var error = Assert.Throws<InvalidOperationException>(() =>
            Explorer.Explore(new CarelessWorld(violates: false), new ExplorationOptions()));
        Assert.Contains("does not always say the same", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_world_must_start_somewhere() => Assert.Throws<ArgumentException>(() =>
        Explorer.Explore(new GraphWorld<ulong>(Fork with { Starts = [] }), new ExplorationOptions()));

    private static Exploration Explore(Graph graph) =>
        Explorer.Explore(new GraphWorld<ulong>(graph), new ExplorationOptions());
}
