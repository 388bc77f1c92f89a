// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Driver;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.World;

/// <summary>
/// A world with a driver in it: its states and the moves between them. Steps of different actors interleave in every
/// order; memory is sequentially consistent. Every move takes some actor forward (a loop runs once for each CPU), so
/// that the graph of states has no cycle: without a deadlock every call returns, provided only that a step which can
/// be taken is taken at last.
/// </summary>
public sealed class BoundedWorld
{
    private static readonly ImmutableDictionary<Requirement, int> Numbers =
        Catalogue.All.Where(r => r.Check == RequirementCheck.Worlds).Select((r, i) => (r, i))
            .ToImmutableDictionary(p => p.r, p => p.i + 1);

    private readonly ActorProgram[] _programs;
    private readonly int[] _deviceOfInstance;
    private readonly bool[] _isJudged;
    private readonly bool _isPrepared;

    /// <summary>Puts a driver into a world.</summary>
    public BoundedWorld(WorldSetup setup, GuestDriver driver)
    {
        Setup = setup;
        Driver = driver;
        var ioctls = setup.Actors.SelectMany(a => a.Calls).OfType<Call.Ioctl>().ToImmutableArray();
        Contents = new BufferContents([.. ioctls.Select(i => i.Kind)]);
        Judged = [.. Requirements.Except(setup.Overlooks).Except(driver.NotRead)];
        _isJudged = [false, .. Requirements.Select(r => Judged.Contains(r))];
        _deviceOfInstance = [.. Enumerable.Range(0, setup.Instances).Select(DeviceProbedAs)];
        Transports = new TransportTable(setup.Instances * setup.Cpus, setup.Cpus);
        var next = 0;
        CallFrame Frame(Call call) => CallFrame.Of(call, call is Call.Ioctl ? next++ : -1);
        _programs = [.. setup.Actors.Select(a => ActorProgram.Of(a.Calls.Select(Frame).ToArray(), driver))];
        Layout = new StateLayout(setup, driver.State, [.. _programs.Select(p => p.End)], Contents, Transports.Count);
        Initial = Prepare();
        _isPrepared = true;
    }

    /// <summary>The requirements that moves may violate, in the order of their numbers in a state.</summary>
    public static ImmutableArray<Requirement> Requirements { get; } =
        [.. Catalogue.All.Where(r => r.Check == RequirementCheck.Worlds)];

    /// <summary>Those of them that are judged here.</summary>
    public ImmutableArray<Requirement> Judged { get; }

    /// <summary>The configuration.</summary>
    public WorldSetup Setup { get; }

    /// <summary>The driver.</summary>
    public GuestDriver Driver { get; }

    /// <summary>Where the numbers of a state are.</summary>
    public StateLayout Layout { get; }

    /// <summary>The only initial state: everything in <see cref="WorldSetup.Before"/> is done.</summary>
    public Packed Initial { get; }

    /// <summary>True while a command write returns only when the reply is there; what was done before was so.</summary>
    internal bool RepliesInTime => Setup.Device.RepliesInTime || !_isPrepared;

    internal BufferContents Contents { get; }

    internal TransportTable Transports { get; }

    /// <summary>Number of the actor's next step; its end when it is done.</summary>
    public int StepOf(in Packed state, int actor) => Layout.Pc[actor].Get(state);

    /// <summary>True when the actor has made all its calls.</summary>
    public bool IsDone(in Packed state, int actor) => StepOf(state, actor) == _programs[actor].End;

    /// <summary>The step with this number in an actor's row.</summary>
    public Step StepAt(int actor, int number) => _programs[actor][number].Step;

    /// <summary>The call of the step with this number in an actor's row.</summary>
    public Call CallAt(int actor, int number) => _programs[actor][number].Frame.Call;

    /// <summary>The number that means that the actor is done.</summary>
    internal int EndOf(int actor) => _programs[actor].End;

    /// <summary>The register write that has led to this step of the device.</summary>
    internal int WriteBefore(int actor, int number)
    {
        while ((StepAt(actor, number).Region & StepRegion.Device) != 0)
        {
            number--;
        }

        return number;
    }

    /// <summary>True when it is the first step of its call.</summary>
    public bool IsFirstStep(int actor, int number) => _programs[actor][number].IsFirst;

    internal static int NumberOf(Requirement requirement) => Numbers[requirement];

    internal bool IsJudged(int requirement) => _isJudged[requirement];

    /// <summary>The PCI device whose probe makes these allocations; -1 for no instance.</summary>
    internal int DeviceOf(int instance) => instance < 0 ? -1 : _deviceOfInstance[instance % _deviceOfInstance.Length];

    /// <summary>The buffer in which the device is at work in the actor's time, or -1.</summary>
    internal int ServedTo(in Packed state, int actor) =>
        Setup.Actors[actor].Calls is [Call.Posted] ? Layout.Posted[actor].Get(state) - 1
        : (RegionOf(state, actor) & StepRegion.Device) != 0 ? Layout.Channel[actor].Get(state) - 1
        : -1;

    /// <summary>The actor that performs what is posted to the device.</summary>
    internal int PosterOf(int device) => Setup.Actors.IndexOf(
        Setup.Actors.First(a => a.Calls is [Call.Posted posted] && posted.Device == device));

    /// <summary>What the actor is in the middle of.</summary>
    internal StepRegion RegionOf(in Packed state, int actor) =>
        IsDone(state, actor) ? StepRegion.None : _programs[actor][StepOf(state, actor)].Step.Region;

    /// <summary>True when nothing is left to be done: every task is through, and nobody outside has work.</summary>
    public bool IsFinished(in Packed state)
    {
        for (var actor = 0; actor < _programs.Length; actor++)
        {
            if (!IsDone(state, actor) && !IsIdle(state, actor))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What a finished world violates: memory that nobody has any more; null when there is none.</summary>
    public Requirement? LeakIn(in Packed state)
    {
        for (var instance = 0; instance < Setup.Instances; instance++)
        {
            var isDeviceLive = Layout.DeviceMemory[instance].Get(state) == (int)Memory.Live;
            if (!isDeviceLive && Layout.ChannelMemory[instance].Get(state) == (int)Memory.Live)
            {
                return IfJudged(DriverRequirements.FailedProbeGivesBack);
            }

            if (Layout.InfoMemory[instance].Get(state) == (int)Memory.Live
                || (isDeviceLive && !IsReachable(state, instance)))
            {
                return IfJudged(DriverRequirements.NothingLeaks);
            }
        }

        return null;
    }

    /// <summary>Tells the moves of a state, actor by actor.</summary>
    /// <param name="state">The state.</param>
    /// <param name="taker">Is told.</param>
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
                var violated = 0;
                if (Take(ref next, ref violated, actor, place, number, choice) is { } after)
                {
                    Layout.Pc[actor].Set(ref next, after);
                    var requirement = violated == 0 ? null : Requirements[violated - 1];
                    taker.Take(new Move(next, actor, number, choice), requirement);
                }
            }
        }
    }

    /// <summary>Takes a step; gives the number of the next one, or null when it cannot be taken.</summary>
    private int? Take(
        ref Packed state, ref int violated, int actor, in ActorProgram.Place place, int number, int choice)
    {
        var moment = new Moment(this, ref state, ref violated, actor, place.Frame, choice);
        var flow = place.Step.Body(ref moment);
        if (flow.IsBlocked)
        {
            return null;
        }

        var after = place.After(flow, number);
        if (after == place.End)
        {
            moment.ForgetLocals();
        }

        return after;
    }

    private bool CanRun(in Packed state, int actor)
    {
        if (!Setup.Actors[actor].IsTask)
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

        // Who has switched preemption off keeps its CPU to itself.
        var pinned = Layout.Cpu[actor].Get(state);
        var taken = 0;
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

        return taken < Setup.Cpus;
    }

    private Requirement? IfJudged(Requirement requirement) => IsJudged(NumberOf(requirement)) ? requirement : null;

    private bool IsReachable(in Packed state, int instance) =>
        Layout.Global.Get(state) == instance + 1 || Layout.Owner.Get(state) == instance + 1
        || Layout.DriverData[DeviceOf(instance)].Get(state) == instance + 1;

    private bool IsIdle(in Packed state, int actor) =>
        CallAt(actor, StepOf(state, actor)) is Call.Posted && Layout.Posted[actor].Get(state) == 0;

    private int CountOf(Choices choices) => choices switch
    {
        Choices.None => 1,
        Choices.MayFail => 2,
        Choices.Cpu => Setup.Cpus,
        Choices.Command => 4,
        Choices.Request => 3,
        Choices.Channels => 2 + Setup.Cpus,
        _ => throw new ArgumentOutOfRangeException(nameof(choices)),
    };

    /// <summary>Does what was done before, alone and with nothing going wrong.</summary>
    private Packed Prepare()
    {
        var state = default(Packed);
        var before = ActorProgram.Of(Setup.Before.Select(c => CallFrame.Of(c, -1)), Driver);
        for (var number = 0; number < before.End;)
        {
            // What goes wrong here is another world's question.
            var violated = 0;
            number = Take(ref state, ref violated, 0, before[number], number, 0)
                ?? throw new InvalidOperationException($"{Setup.Name}: '{before[number].Step.Text}' cannot be taken");
        }

        foreach (var buffer in Layout.InfoMemory)
        {
            buffer.Set(ref state, (int)Memory.None);
        }

        Layout.FaultsLeft.Set(ref state, Layout.FaultsLeft.Max);
        return state;
    }

    private int DeviceProbedAs(int instance) => Setup.Before.Concat(Setup.Actors.SelectMany(a => a.Calls))
        .OfType<Call.Probe>().First(p => p.Instance == instance).Device;
}
