// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Model.State;

/// <summary>
/// The numbers that make up a state of a world, each with as many bits as the world needs. This is the codec of the
/// packed states; there is no other form of them.
/// </summary>
public sealed class StateLayout
{
    private readonly BitFieldAllocator _allocator = new();

    /// <summary>The layout for a world.</summary>
    /// <param name="setup">The bounds.</param>
    /// <param name="driver">What the driver keeps.</param>
    /// <param name="lastStep">For each actor the number of its end.</param>
    /// <param name="contents">What buffers may hold.</param>
    /// <param name="transports">Number of transports.</param>
    internal StateLayout(WorldSetup setup, DriverState driver, ReadOnlySpan<int> lastStep, BufferContents contents,
        int transports)
    {
        var actors = setup.Actors.Length;
        var buffers = setup.Instances * setup.Cpus;
        var places = setup.Devices * setup.Cpus;
        Pc = new BitField[actors];
        for (var i = 0; i < actors; i++)
        {
            Pc[i] = Take(lastStep[i]);
        }

        // The locals of a task, as far as its calls have any.
        Cpu = PerTask(setup, _ => true, setup.Cpus);
        IsPinnedAlone = !setup.IsRealTime && !driver.HasFlag(DriverState.SpinLock);
        Preempt = PerTask(setup, _ => true, IsPinnedAlone ? 0 : 2);
        var filesPoint = driver.HasFlag(DriverState.Node);
        Instance = PerTask(setup, call => filesPoint || call is not Call.Ioctl,
            filesPoint ? 2 * setup.Instances : setup.Instances);
        Error = PerTask(setup, ShakesHands, (int)ErrorCode.Positive, (int)ErrorCode.Broken);
        Loop = PerTask(setup, ShakesHands, setup.Cpus);
        Local = PerTask(setup, call => ShakesHands(call) || driver.HasFlag(DriverState.StackBuffer), contents.Max);
        Channel = PerTask(setup, call => ShakesHands(call) || call is Call.Ioctl, buffers);

        // What is posted, where register writes are.
        Posted = PerActor(setup, call => call is Call.Posted, buffers, 0, isTask: false);
        Wire = PerActor(setup, call => call is Call.Posted, contents.Max, 0, isTask: false);

        OpenFile = _allocator.Take(setup.Files, driver.HasFlag(DriverState.Node) ? 1 + setup.Instances : 1);
        FileContent = _allocator.Take(setup.Files, driver.HasFlag(DriverState.FileBuffer) ? contents.Max : 0);
        DeviceMemory = _allocator.Take(setup.Instances, (int)Memory.Freed);
        ChannelMemory = _allocator.Take(setup.Instances, (int)Memory.Quarantined);
        InfoMemory = _allocator.Take(setup.Instances, driver.HasFlag(DriverState.InfoBuffer) ? (int)Memory.Freed : 0);

        // A device has at most one probe's channels at a time; what others left behind is not looked at.
        Info = _allocator.Take(setup.Devices, BufferContents.InfoRefused);
        Straddles = _allocator.Take(setup.Devices, setup.Faults.HasFlag(Faults.Straddles) ? setup.Cpus : 0);
        Command = _allocator.Take(places, setup.Cpus);
        Content = _allocator.Take(places, contents.Max);
        IsBad = _allocator.Take(places, driver.HasFlag(DriverState.BadChannels) ? 1 : 0);
        ChannelLock = _allocator.Take(places, setup.IsRealTime ? actors : 0);

        Transport = _allocator.Take(setup.Devices, transports - 1);
        Health = _allocator.Take(setup.Devices, MayGetSick(setup) ? (int)DeviceHealth.Gone : 0);
        Bound = _allocator.Take(setup.Devices, (int)DeviceBinding.Bound);
        DriverData = _allocator.Take(setup.Devices, driver.HasFlag(DriverState.DriverData) ? setup.Instances : 0);
        Node = _allocator.Take(setup.Devices, driver.HasFlag(DriverState.Node) ? setup.Instances : 0);
        Global = Take(driver.HasFlag(DriverState.Global) ? setup.Instances : 0);
        Owner = Take(driver.HasFlag(DriverState.Owner) ? setup.Instances : 0);
        var hasLock = (driver & (DriverState.SpinLock | DriverState.Semaphore)) != 0;
        var lastBinder = Last(setup, call => call is Call.Probe or Call.Remove or Call.Hibernate or Call.Kexec);
        Writer = Take(hasLock ? lastBinder : 0);
        Readers = Take(hasLock ? (1 << Last(setup, call => call is Call.Ioctl)) - 1 : 0);
        Mutex = Take(driver.HasFlag(DriverState.Owner) ? lastBinder : 0);
        MiscMutex = Take(driver.HasFlag(DriverState.Misc) ? Last(setup, call => call is Call.Open) : 0);
        IsMiscRegistered = Take(driver.HasFlag(DriverState.Misc) ? 1 : 0);
        FaultsLeft = Take(setup.Faults == Faults.None ? 0 : setup.FaultBudget);
        Frozen = Take(Has<Call.Hibernate>(setup) ? actors : 0);
        var lasts = HasKind(setup, RequestKinds.Lasts);
        InForce = Take(lasts ? 3 : 0);
        Remembered = Take(lasts && driver.HasFlag(DriverState.Lasting) ? 3 : 0);
        LastingMutex = Take(lasts && driver.HasFlag(DriverState.Lasting) ? actors : 0);
        IsLost = Take(lasts && Has<Call.Hibernate>(setup) ? 1 : 0);
        OfflineCpu = Take(Has<Call.Offline>(setup) ? setup.Cpus : 0);
        IsUnplugged = Take(Has<Call.Unplug>(setup) ? 1 : 0);
        var ioctls = setup.Actors.SelectMany(a => a.Calls).OfType<Call.Ioctl>().Count();
        Result = _allocator.Take(ioctls, setup.KeepsResults ? (int)IoctlResult.Failed : 0);
        Performed = _allocator.Take(ioctls, setup.CountsPerformed ? 2 : 0);
    }

    /// <summary>True when a state fits into 64 bits.</summary>
    public bool FitsHalf => _allocator.FitsHalf;

    /// <summary>
    /// True when a task is bound to a CPU only while it has switched preemption off, once: no count is needed.
    /// </summary>
    internal bool IsPinnedAlone { get; }

    internal BitField[] Pc { get; }

    internal BitField[] Cpu { get; }

    internal BitField[] Preempt { get; }

    internal BitField[] Instance { get; }

    internal BitField[] Error { get; }

    internal BitField[] Loop { get; }

    internal BitField[] Local { get; }

    internal BitField[] Wire { get; }

    internal BitField[] Channel { get; }

    internal BitField[] Posted { get; }

    internal BitField[] OpenFile { get; }

    internal BitField[] FileContent { get; }

    internal BitField[] DeviceMemory { get; }

    internal BitField[] ChannelMemory { get; }

    internal BitField[] InfoMemory { get; }

    internal BitField[] Info { get; }

    internal BitField[] Straddles { get; }

    internal BitField[] Command { get; }

    internal BitField[] Content { get; }

    internal BitField[] IsBad { get; }

    internal BitField[] ChannelLock { get; }

    internal BitField[] Transport { get; }

    internal BitField[] Health { get; }

    internal BitField[] Bound { get; }

    internal BitField[] DriverData { get; }

    internal BitField[] Node { get; }

    internal BitField Global { get; }

    internal BitField Owner { get; }

    internal BitField Writer { get; }

    internal BitField Readers { get; }

    internal BitField Mutex { get; }

    internal BitField MiscMutex { get; }

    internal BitField IsMiscRegistered { get; }

    internal BitField FaultsLeft { get; }

    internal BitField Frozen { get; }

    /// <summary>What requests changed at the host until another one ends it: 1 a revoked page, 2 a lock.</summary>
    internal BitField InForce { get; }

    /// <summary>What the driver remembers of that.</summary>
    internal BitField Remembered { get; }

    /// <summary>Who makes a request that lasts.</summary>
    internal BitField LastingMutex { get; }

    /// <summary>Something that was in force is gone, and its owner was not told.</summary>
    internal BitField IsLost { get; }

    /// <summary>One more than the CPU that is offline.</summary>
    internal BitField OfflineCpu { get; }

    internal BitField IsUnplugged { get; }

    internal BitField[] Result { get; }

    internal BitField[] Performed { get; }

    /// <summary>The bits that say who holds a lock.</summary>
    internal CellSet Locks => new[] { Writer, Readers, Mutex, MiscMutex, LastingMutex }.Concat(ChannelLock)
        .Concat(Posted).Aggregate(default(CellSet), (all, taken) => all | taken.Cells);

    /// <summary>How often the task has switched preemption off.</summary>
    internal int PreemptionOf(in Packed state, int actor) =>
        IsPinnedAlone ? Math.Min(Cpu[actor].Get(state), 1) : Preempt[actor].Get(state);

    private static bool Has<T>(WorldSetup setup) =>
        setup.Before.Concat(setup.Actors.SelectMany(a => a.Calls)).OfType<T>().Any();

    private static bool HasKind(WorldSetup setup, Func<RequestKind, bool> isMeant) =>
        setup.Actors.SelectMany(a => a.Calls).OfType<Call.Ioctl>().Any(i => isMeant(i.Kind));

    private static bool ShakesHands(Call call) => call is Call.Probe or Call.Hibernate;

    private static bool MayGetSick(WorldSetup setup) =>
        (setup.Faults & (Faults.HangsBefore | Faults.HangsAfter)) != 0 || Has<Call.Vanish>(setup);

    private BitField Take(int max) => _allocator.Take(max);

    /// <summary>
    /// One more than the last actor that makes such calls; the first also makes those of
    /// <see cref="WorldSetup.Before"/>.
    /// </summary>
    private static int Last(WorldSetup setup, Func<Call, bool> isMade)
    {
        var last = setup.Before.Any(isMade) ? 1 : 0;
        for (var i = 0; i < setup.Actors.Length; i++)
        {
            last = setup.Actors[i].Calls.Any(isMade) ? i + 1 : last;
        }

        return last;
    }

    private BitField[] PerTask(WorldSetup setup, Func<Call, bool> isNeeded, int max, int otherwise = 0) =>
        PerActor(setup, isNeeded, max, otherwise, isTask: true);

    /// <summary>The first actor also performs the calls of <see cref="WorldSetup.Before"/>.</summary>
    private BitField[] PerActor(WorldSetup setup, Func<Call, bool> isNeeded, int max, int otherwise, bool isTask) =>
    [
        .. setup.Actors.Select((a, i) => _allocator.Take(
            a.IsTask != isTask ? 0
            : (i == 0 ? setup.Before.AddRange(a.Calls) : a.Calls).Any(isNeeded) ? max
            : otherwise)),
    ];
}
