// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Engine;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.Setup;
using Pvmemcontrol.Model.State;
using Pvmemcontrol.Model.Steps;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>One way through a world with one actor.</summary>
internal sealed class ModelWalk(BoundedWorld world)
{
    internal Packed State { get; private set; } = world.Initial;

    internal bool IsDone => world.States.IsDone(State, 0);

    /// <summary>The next step.</summary>
    internal Step Step => world.StepAt(0, Number);

    internal int Number => world.States.StepOf(State, 0);

    internal Call Call => world.States.CallAt(0, Number);

    /// <summary>What the last step violated.</summary>
    internal Requirement? Violated { get; private set; }

    /// <summary>Takes the next step.</summary>
    /// <exception cref="InvalidOperationException">It is not possible so.</exception>
    internal void Take(int choice)
    {
        var taker = new Taker(choice);
        world.Moves(State, ref taker);
        State = taker.Next ?? throw new InvalidOperationException(
            $"the model has no choice {choice} at '{Step.Source}: {Step.Text}' of '{Call}'");
        Violated = taker.Violated;
    }

    private struct Taker(int choice) : IMoveTaker
    {
        internal Packed? Next { get; private set; }

        internal Requirement? Violated { get; private set; }

        public void Take(in Move move, Requirement? violated)
        {
            if (move.Choice == choice)
            {
                (Next, Violated) = (move.Next, violated);
            }
        }
    }
}
