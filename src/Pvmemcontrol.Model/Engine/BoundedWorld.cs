// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.GuestKernel;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.Setup;
using Pvmemcontrol.Model.State;
using Pvmemcontrol.Model.Steps;

namespace Pvmemcontrol.Model.Engine;

/// <summary>
/// A world with a driver in it: its states and the moves between them. Steps of different actors interleave in every
/// order; memory is sequentially consistent. Every move advances an actor (a loop runs once for each CPU), so that the
/// graph of states has no cycle: without a deadlock every call returns, provided that a step which can be taken is
/// eventually taken.
/// </summary>
public sealed class BoundedWorld
{
    private readonly ActorProgram[] _programs;
    private readonly int _cpus;

    /// <summary>Puts a driver into a world.</summary>
    public BoundedWorld(WorldSetup setup, GuestDriver driver)
    {
        var ioctls = 0;
        CallFrame Frame(Call call) => CallFrame.Of(call, call is Call.Ioctl ? ioctls++ : -1);
        _cpus = setup.Cpus;
        _programs = [.. setup.Actors.Select(a => ActorProgram.Of(a.Calls.Select(Frame).ToArray(), driver))];
        var judged = Catalogue.All.Where(r => r.Check == RequirementCheck.Worlds)
            .Except(setup.Overlooks).Except(driver.NotRead);
        States = new WorldStates(setup, driver.State, [.. judged], _programs.Select(p => p.Positions));
        Initial = Prepare(driver);
    }

    /// <summary>Its states.</summary>
    public WorldStates States { get; }

    /// <summary>The only initial state: everything in <see cref="WorldSetup.Before"/> is done.</summary>
    public Packed Initial { get; }

    private StateLayout Layout => States.Layout;

    /// <summary>The step with this number in an actor's row.</summary>
    public Step StepAt(int actor, int number) => _programs[actor][number].Step;

    /// <summary>Gives the moves of a state, actor by actor.</summary>
    /// <param name="state">The state.</param>
    /// <param name="taker">Receives them.</param>
    public void Moves<T>(in Packed state, ref T taker)
        where T : struct, IMoveTaker
    {
        for (var actor = 0; actor < _programs.Length; actor++)
        {
            var number = Layout.Pc[actor].Get(state);
            if (number == _programs[actor].End || !CanRun(state, actor))
            {
                continue;
            }

            ref readonly var place = ref _programs[actor][number];
            var choices = CountOf(place.Step.Choices);
            for (var choice = 0; choice < choices; choice++)
            {
                var next = state;
                var outcome = default(StepOutcome);
                if (Take(ref next, ref outcome, actor, place, number, choice, null) is { } after)
                {
                    Layout.Pc[actor].Set(ref next, after);
                    taker.Take(new Move(next, actor, number, choice), outcome.Violated);
                }
            }
        }
    }

    /// <summary>The number of actors.</summary>
    internal int Actors => _programs.Length;

    /// <summary>True when the actor is not done and has a CPU, or needs none.</summary>
    internal bool MayStep(in Packed state, int actor) =>
        Layout.Pc[actor].Get(state) != _programs[actor].End && CanRun(state, actor);

    /// <summary>How many choices there are at a step.</summary>
    internal int ChoicesAt(int actor, int number) => CountOf(_programs[actor][number].Step.Choices);

    /// <summary>The move of an actor by one of its choices; null when it cannot be taken.</summary>
    internal Move? MoveBy(
        in Packed state, int actor, int choice, Footprint footprint, out Requirement? violated)
    {
        var number = Layout.Pc[actor].Get(state);
        var next = state;
        var outcome = default(StepOutcome);
        var after = Take(ref next, ref outcome, actor, _programs[actor][number], number, choice, footprint);
        violated = outcome.Violated;
        if (after is null)
        {
            return null;
        }

        Layout.Pc[actor].Set(ref next, after.Value);
        return new Move(next, actor, number, choice);
    }

    /// <summary>Takes a step; gives the number of the next one, or null when it cannot be taken.</summary>
    private int? Take(ref Packed state, ref StepOutcome outcome, int actor, in ActorProgram.Place place, int number,
        int choice, Footprint? footprint)
    {
        var context = new StepContext(States, ref state, ref outcome, actor, place.Frame, choice, footprint);
        place.Step.Body(ref context);
        if (outcome.Flow.IsBlocked)
        {
            return null;
        }

        var after = place.After(outcome.Flow, number);
        if (after == place.End)
        {
            context.ForgetLocals();
        }

        return after;
    }

    private bool CanRun(in Packed state, int actor)
    {
        if (!States.Setup.Actors[actor].IsTask)
        {
            return true;
        }

        var frozenBy = Layout.Frozen.Get(state);
        if (frozenBy != 0 && frozenBy != actor + 1)
        {
            return false;
        }

        if (Layout.PreemptionOf(state, actor) > 0)
        {
            return true;
        }

        // A task that has switched preemption off keeps its CPU to itself.
        var pinned = Layout.Cpu[actor].Get(state);
        var taken = Layout.OfflineCpu.Get(state) == 0 ? 0 : 1;
        for (var other = 0; other < _programs.Length; other++)
        {
            if (Layout.PreemptionOf(state, other) > 0)
            {
                taken++;
                if (pinned != 0 && Layout.Cpu[other].Get(state) == pinned)
                {
                    return false;
                }
            }
        }

        return taken < _cpus;
    }

    private int CountOf(Choices choices) => choices switch
    {
        Choices.None => 1,
        Choices.MayFail => 2,
        Choices.Cpu => _cpus,
        Choices.Command => 4,
        Choices.Request => 3,
        Choices.Channels => 2 + _cpus,
        _ => throw new ArgumentOutOfRangeException(nameof(choices)),
    };

    /// <summary>Does what was done before, alone and with nothing going wrong.</summary>
    private Packed Prepare(GuestDriver driver)
    {
        var state = default(Packed);
        var setup = States.Setup;
        var before = ActorProgram.Of(setup.Before.Select(c => CallFrame.Of(c, -1) with { IsBefore = true }), driver);
        for (var number = 0; number < before.End;)
        {
            // What goes wrong here is another world's question.
            var outcome = default(StepOutcome);
            number = Take(ref state, ref outcome, 0, before[number], number, 0, null)
                ?? throw new InvalidOperationException($"{setup.Name}: '{before[number].Step.Text}' cannot be taken");
        }

        foreach (var buffer in Layout.InfoMemory)
        {
            buffer.Set(ref state, (int)Memory.None);
        }

        Layout.FaultsLeft.Set(ref state, Layout.FaultsLeft.Max);
        return state;
    }
}
