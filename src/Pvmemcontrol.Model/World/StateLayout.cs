// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Driver;

namespace Pvmemcontrol.Model.World;

/// <summary>
/// The numbers that make up a state of a world, each with as many bits as the world needs. This is the codec of the
/// packed states; there is no other form of them.
/// </summary>
public sealed class StateLayout
{
    private readonly SlotAllocator _allocator = new();

    /// <summary>The layout for a world.</summary>
    /// <param name="setup">The bounds.</param>
    /// <param name="lastStep">For each actor the number of its end.</param>
    /// <param name="contents">What buffers may hold.</param>
    /// <param name="transports">Number of transports.</param>
    /// <param name="requirements">Number of requirements that may be violated.</param>
    internal StateLayout(WorldSetup setup, ReadOnlySpan<int> lastStep, BufferContents contents, int transports,
        int requirements)
    {
        var actors = setup.Actors.Length;
        var buffers = setup.Instances * setup.Cpus;
        Pc = new Slot[actors];
        for (var i = 0; i < actors; i++)
        {
            Pc[i] = Take(lastStep[i]);
        }

        Cpu = PerTask(setup, setup.Cpus);
        Preempt = PerTask(setup, 2);
        Instance = _allocator.Take(actors, 2 * setup.Instances);
        Error = PerTask(setup, (int)ErrorCode.Positive);
        Loop = PerTask(setup, setup.Cpus);
        Local = PerTask(setup, contents.Max);
        Wire = _allocator.Take(actors, contents.Max);
        Channel = PerTask(setup, buffers);
        Serving = _allocator.Take(actors, buffers);
        OpenFile = _allocator.Take(setup.Files, 1 + setup.Instances);
        FileContent = _allocator.Take(setup.Files, contents.Max);
        DeviceMemory = PerInstance(setup, (int)Memory.Freed);
        ChannelMemory = PerInstance(setup, (int)Memory.Quarantined);
        InfoMemory = PerInstance(setup, (int)Memory.Freed);
        Info = PerInstance(setup, contents.Max);
        Straddles = PerInstance(setup, setup.Faults.HasFlag(Faults.Straddles) ? setup.Cpus : 0);
        Command = _allocator.Take(buffers, setup.Cpus);
        Content = _allocator.Take(buffers, contents.Max);
        IsBad = _allocator.Take(buffers, 1);
        ChannelLock = _allocator.Take(buffers, setup.IsRealTime ? actors : 0);
        Transport = _allocator.Take(setup.Devices, transports - 1);
        Health = _allocator.Take(setup.Devices, (int)DeviceHealth.Gone);
        Bound = _allocator.Take(setup.Devices, (int)DeviceBinding.Bound);
        DriverData = _allocator.Take(setup.Devices, setup.Instances);
        Node = _allocator.Take(setup.Devices, setup.Instances);
        Global = Take(setup.Instances);
        Owner = Take(setup.Instances);
        Writer = Take(actors);
        Readers = Take((1 << actors) - 1);
        Mutex = Take(actors);
        MiscMutex = Take(actors);
        IsMiscRegistered = Take(1);
        FaultsLeft = Take(setup.Faults == Faults.None ? 0 : setup.FaultBudget);
        Frozen = Take(Has<Call.Hibernate>(setup) ? actors : 0);
        IsUnplugged = Take(Has<Call.Unplug>(setup) ? 1 : 0);
        Violation = Take(requirements);
        var ioctls = setup.Actors.SelectMany(a => a.Calls).OfType<Call.Ioctl>().Count();
        Result = _allocator.Take(ioctls, (int)IoctlResult.Failed);
        Performed = _allocator.Take(ioctls, setup.CountsPerformed ? 2 : 0);
    }

    /// <summary>Bits of a state.</summary>
    public int Bits => _allocator.Bits;

    /// <summary>True when a state fits into 64 bits.</summary>
    public bool FitsHalf => _allocator.FitsHalf;

    internal Slot[] Pc { get; }

    internal Slot[] Cpu { get; }

    internal Slot[] Preempt { get; }

    internal Slot[] Instance { get; }

    internal Slot[] Error { get; }

    internal Slot[] Loop { get; }

    internal Slot[] Local { get; }

    internal Slot[] Wire { get; }

    internal Slot[] Channel { get; }

    internal Slot[] Serving { get; }

    internal Slot[] OpenFile { get; }

    internal Slot[] FileContent { get; }

    internal Slot[] DeviceMemory { get; }

    internal Slot[] ChannelMemory { get; }

    internal Slot[] InfoMemory { get; }

    internal Slot[] Info { get; }

    internal Slot[] Straddles { get; }

    internal Slot[] Command { get; }

    internal Slot[] Content { get; }

    internal Slot[] IsBad { get; }

    internal Slot[] ChannelLock { get; }

    internal Slot[] Transport { get; }

    internal Slot[] Health { get; }

    internal Slot[] Bound { get; }

    internal Slot[] DriverData { get; }

    internal Slot[] Node { get; }

    internal Slot Global { get; }

    internal Slot Owner { get; }

    internal Slot Writer { get; }

    internal Slot Readers { get; }

    internal Slot Mutex { get; }

    internal Slot MiscMutex { get; }

    internal Slot IsMiscRegistered { get; }

    internal Slot FaultsLeft { get; }

    internal Slot Frozen { get; }

    internal Slot IsUnplugged { get; }

    internal Slot Violation { get; }

    internal Slot[] Result { get; }

    internal Slot[] Performed { get; }

    private static bool Has<T>(WorldSetup setup) => setup.Actors.SelectMany(a => a.Calls).OfType<T>().Any();

    private Slot Take(int max) => _allocator.Take(max);

    private Slot[] PerTask(WorldSetup setup, int max) =>
        [.. setup.Actors.Select(a => _allocator.Take(a.IsTask ? max : 0))];

    private Slot[] PerInstance(WorldSetup setup, int max) => _allocator.Take(setup.Instances, max);
}
