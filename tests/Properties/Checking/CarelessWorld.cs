// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Checking;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Properties.Checking;

/// <summary>A world that breaks its promises: it violates what it does not list, or takes a step once only.</summary>
internal sealed class CarelessWorld(bool violates) : IPackedWorld<ulong>
{
    private bool _wasAsked;

    public string Name => "careless";

    public string Bounds => "none";

    public ImmutableArray<Requirement> Always => [];

    public ImmutableArray<string> Sometimes => [];

    public Requirement? Deadlock => Rules.NoDeadlock;

    public ImmutableArray<ReachableGoal> ReachableGoals => [];

    public ImmutableArray<ulong> Initial => [1];

    public void Expand(ulong state, Expansion<ulong> into)
    {
        if (violates)
        {
            into.Violate(Rules.NoBadNode);
        }
        else if (!_wasAsked)
        {
            into.Add(2, 0);
        }

        _wasAsked = true;
    }

    public StepLabel Label(ulong state, int action) => default;

    public string Show(ulong state) => $"{state}";
}
