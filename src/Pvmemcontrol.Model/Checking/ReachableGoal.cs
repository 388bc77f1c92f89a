// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Checking;

/// <summary>
/// Something that must stay reachable from every reachable state, such as "thread 1 has returned".
/// </summary>
/// <remarks>
/// On a finite graph this is the same as: it is reached at last in every run in which a step that is possible again
/// and again is taken again and again (strong fairness of every step). It says nothing about schedulers less fair.
/// </remarks>
/// <param name="Name">What is reached, in a few words.</param>
/// <param name="Requirement">What is violated by a state from which it cannot be reached.</param>
public sealed record ReachableGoal(string Name, Requirement Requirement)
{
    /// <summary>The assumption under which an exhausted world shows that every goal is reached, for reports.</summary>
    public const string Fairness =
        "provided that a step that is possible again and again is taken at last (strong fairness)";
}
