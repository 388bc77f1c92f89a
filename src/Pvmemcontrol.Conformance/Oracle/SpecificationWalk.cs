// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Device;

namespace Pvmemcontrol.Conformance.Oracle;

/// <summary>
/// The states of the specification along a scenario, for pictures and exports. Where several are possible, the first
/// stands for them.
/// </summary>
internal sealed class SpecificationWalk
{
    private SpecificationWalk(ImmutableArray<SpecState> states, ImmutableArray<int> alternatives, bool isComplete) =>
        (States, Alternatives, IsComplete) = (states, alternatives, isComplete);

    /// <summary>The state before the first step, and the one after each step that the specification explains.
    /// </summary>
    internal ImmutableArray<SpecState> States { get; }

    /// <summary>How many states were possible at each place of <see cref="States"/>.</summary>
    internal ImmutableArray<int> Alternatives { get; }

    /// <summary>True when the specification explains every step.</summary>
    internal bool IsComplete { get; }

    /// <summary>The last of the states.</summary>
    internal SpecState Last => States[^1];

    /// <summary>Walks along what a run showed, up to the step that the specification does not explain.</summary>
    /// <param name="record">The run.</param>
    /// <param name="profile">How much of Linux's behaviour is required.</param>
    /// <param name="constants">Register values that are known to be constants of the device.</param>
    /// <param name="isBareKernel">True when host calls were made without a device.</param>
    /// <param name="steps">How many steps the run took.</param>
    internal static SpecificationWalk Of(
        IRunRecord record, Profile profile, ImmutableArray<ulong> constants, bool isBareKernel, int steps)
    {
        var walk = new ScenarioOracle(profile, new Coverage(), constants).Begin(record, isBareKernel);
        var states = ImmutableArray.CreateBuilder<SpecState>();
        var alternatives = ImmutableArray.CreateBuilder<int>();
        void Note()
        {
            states.Add(walk.States[0]);
            alternatives.Add(walk.States.Count);
        }

        Note();
        var isComplete = steps == record.Scenario.Steps.Length;
        for (var i = 0; i < steps; i++)
        {
            if (walk.Take(i, record.Scenario.Steps[i], record.Observations[i]) is not null || walk.IsOver)
            {
                isComplete = false;
                break;
            }

            Note();
        }

        return new SpecificationWalk(states.ToImmutable(), alternatives.ToImmutable(), isComplete);
    }
}
