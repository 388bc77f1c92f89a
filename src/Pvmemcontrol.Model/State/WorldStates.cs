// SPDX-License-Identifier: Apache-2.0

using System.Collections.Frozen;
using System.Collections.Immutable;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Model.State;

/// <summary>
/// The states of a world: what is the same in all of them, and what can be read in one. The steps that lead from one
/// to another are not known here.
/// </summary>
public sealed class WorldStates
{
    private readonly StepPosition[][] _rows;
    private readonly int[] _deviceOfInstance;
    private readonly FrozenSet<Requirement> _judged;

    /// <summary>The states of a world.</summary>
    /// <param name="setup">The bounds.</param>
    /// <param name="driver">What the driver keeps.</param>
    /// <param name="judged">The requirements that are judged.</param>
    /// <param name="rows">For each actor the steps of its calls. The number after the last one means done.</param>
    internal WorldStates(WorldSetup setup, DriverState driver, ImmutableArray<Requirement> judged,
        IEnumerable<StepPosition[]> rows)
    {
        Setup = setup;
        Driver = driver;
        Judged = judged;
        _judged = judged.ToFrozenSet();
        _rows = [.. rows];
        _deviceOfInstance = [.. Enumerable.Range(0, setup.Instances).Select(DeviceProbedAs)];
        Contents = new BufferContents(
            [.. setup.Actors.SelectMany(a => a.Calls).OfType<Call.Ioctl>().Select(i => i.Kind)]);
        Transports = new TransportTable(setup.Instances * setup.Cpus, setup.Cpus);
        Layout = new StateLayout(setup, driver, [.. _rows.Select(r => r.Length)], Contents, Transports.Count);
        Aspects = new Aspects(this);
    }

    /// <summary>The configuration.</summary>
    public WorldSetup Setup { get; }

    /// <summary>What the driver keeps.</summary>
    public DriverState Driver { get; }

    /// <summary>The requirements that are judged.</summary>
    public ImmutableArray<Requirement> Judged { get; }

    /// <summary>Where the numbers of a state are.</summary>
    public StateLayout Layout { get; }

    /// <summary>What buffers may hold.</summary>
    public BufferContents Contents { get; }

    /// <summary>The transports that a device may be in.</summary>
    public TransportTable Transports { get; }

    /// <summary>What steps ask of others.</summary>
    internal Aspects Aspects { get; }

    /// <summary>Number of the actor's next step; its end when it is done.</summary>
    public int StepOf(in Packed state, int actor) => Layout.Pc[actor].Get(state);

    /// <summary>True when the actor has made all its calls.</summary>
    public bool IsDone(in Packed state, int actor) => StepOf(state, actor) == EndOf(actor);

    /// <summary>The call of the step with this number in an actor's row.</summary>
    public Call CallAt(int actor, int number) => _rows[actor][number].Frame.Call;

    /// <summary>True when it is the first step of its call.</summary>
    public bool IsFirstStep(int actor, int number) => _rows[actor][number].IsFirst;

    /// <summary>The call that the actor has begun and not ended; null when it is inside none.</summary>
    public Call? CallInside(in Packed state, int actor) =>
        !IsDone(state, actor) && StepOf(state, actor) is var number && !IsFirstStep(actor, number)
            ? CallAt(actor, number) : null;

    /// <summary>The number that means that the actor is done.</summary>
    internal int EndOf(int actor) => _rows[actor].Length;

    /// <summary>The register write that has led to this step of the device.</summary>
    internal int WriteBefore(int actor, int number)
    {
        while ((_rows[actor][number].Region & StepRegion.Device) != 0)
        {
            number--;
        }

        return number;
    }

    /// <summary>True when a violation of the requirement counts in this world.</summary>
    internal bool Judges(Requirement requirement) => _judged.Contains(requirement);

    /// <summary>The PCI device whose probe makes these allocations; -1 for no instance.</summary>
    internal int DeviceOf(int instance) => instance < 0 ? -1 : _deviceOfInstance[instance % _deviceOfInstance.Length];

    /// <summary>The buffer that the device is working on in the actor's time, or -1.</summary>
    internal int ServedTo(in Packed state, int actor) =>
        Setup.Actors[actor].Calls is [Call.Posted] ? Layout.Posted[actor].Get(state) - 1
        : (RegionOf(state, actor) & StepRegion.Device) != 0 ? Layout.Channel[actor].Get(state) - 1
        : -1;

    /// <summary>The actor that performs what is posted to the device.</summary>
    internal int PosterOf(int device) => Setup.Actors.IndexOf(
        Setup.Actors.First(a => a.Calls is [Call.Posted posted] && posted.Device == device));

    /// <summary>What the actor is in the middle of.</summary>
    internal StepRegion RegionOf(in Packed state, int actor) =>
        IsDone(state, actor) ? StepRegion.None : _rows[actor][StepOf(state, actor)].Region;

    /// <summary>True when nothing is left to be done: every task has ended, and nothing is posted.</summary>
    public bool IsFinished(in Packed state)
    {
        for (var actor = 0; actor < _rows.Length; actor++)
        {
            if (!IsDone(state, actor) && !IsIdle(state, actor))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What a finished world violates: memory that is lost; null when there is none.</summary>
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

    private Requirement? IfJudged(Requirement requirement) => Judges(requirement) ? requirement : null;

    private bool IsReachable(in Packed state, int instance) =>
        Layout.Global.Get(state) == instance + 1 || Layout.Owner.Get(state) == instance + 1
        || Layout.DriverData[DeviceOf(instance)].Get(state) == instance + 1;

    private bool IsIdle(in Packed state, int actor) =>
        CallAt(actor, StepOf(state, actor)) is Call.Posted && Layout.Posted[actor].Get(state) == 0;

    private int DeviceProbedAs(int instance) => Setup.Before.Concat(Setup.Actors.SelectMany(a => a.Calls))
        .OfType<Call.Probe>().First(p => p.Instance == instance).Device;
}
