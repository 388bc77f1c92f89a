// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Checking;

/// <summary>
/// Something that must stay reachable from every reachable state, such as "thread 1 has returned".
/// </summary>
/// <remarks>
/// On a finite graph this is equivalent to: every run that is strongly fair to every step reaches it. It says nothing
/// about less fair schedulers.
/// </remarks>
/// <param name="Name">What is reached, in a few words.</param>
/// <param name="Requirement">What is violated by a state from which it cannot be reached.</param>
public sealed record ReachableGoal(string Name, Requirement Requirement)
{
    /// <summary>The assumption under which an exhausted world shows that every goal is reached, for reports.</summary>
    public const string Fairness =
        "provided that a step that is possible infinitely often is taken (strong fairness)";
}
