// SPDX-License-Identifier: Apache-2.0

using Microsoft.Coyote.Rewriting;
using Microsoft.Coyote.Runtime;
using Pvmemcontrol.Concurrency.Races;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Impl.Driver;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Concurrency.Drivers;

/// <summary>
/// A guest kernel in which any task may run before every load and store, and tasks migrate whenever they may. Freed
/// memory is poisoned: a use or a write of the device to it is found.
/// </summary>
[SkipRewriting("a test double")]
internal sealed class RacingKernel(Schedule schedule, GuestMemory memory, WatchedDevice[] devices)
    : GuestKernel(memory, Ram.Page(8), 2 * 4096, possibleCpus: 2)
{
    private readonly GuestMemory _ram = memory;
    private readonly Microsoft.Coyote.Random.Generator _random = Microsoft.Coyote.Random.Generator.Create();
    private readonly HashSet<ulong> _freed = [];
    private readonly HashSet<GuestAllocation> _channels = [];

    /// <inheritdoc/>
    public override int CurrentCpu => _random.NextInteger(PossibleCpus);

    /// <inheritdoc/>
    public override int LocalLock()
    {
        var cpu = base.LocalLock();
        schedule.Note($"local_lock of CPU {cpu}");
        return cpu;
    }

    /// <inheritdoc/>
    public override void LocalUnlock(int cpu)
    {
        schedule.Note($"local_unlock of CPU {cpu}");
        base.LocalUnlock(cpu);
    }

    /// <inheritdoc/>
    public override GuestAllocation? Allocate(int size) => GiveOut(base.Allocate(size));

    /// <inheritdoc/>
    public override GuestAllocation? AllocatePerCpu(int size, int alignment)
    {
        var allocation = GiveOut(base.AllocatePerCpu(size, alignment));
        if (allocation is not null)
        {
            _channels.Add(allocation);
        }

        return allocation;
    }

    /// <inheritdoc/>
    public override void Free(GuestAllocation allocation)
    {
        schedule.Note(_channels.Contains(allocation) ? "frees the channels" : "frees the device");
        var isHeld = devices.Any(device => allocation.Addresses.Any(device.HasBuffer));
        schedule.Require(!_channels.Contains(allocation) || !isHeld,
            DriverRequirements.FreedAfterAcknowledgement, "channels are freed before the device has dropped them");
        base.Free(allocation);
        _freed.UnionWith(allocation.Addresses);
    }

    /// <inheritdoc/>
    public override void Quarantine(GuestAllocation allocation)
    {
        schedule.Note("keeps the channels for good");
        schedule.Reach(DriverSituations.Quarantined);
        base.Quarantine(allocation);
    }

    /// <inheritdoc/>
    public override void Load(ulong address, Span<byte> destination)
    {
        SchedulingPoint.Interleave();
        schedule.Note($"reads the buffer at 0x{address:x}");
        RequireLive(address);
        base.Load(address, destination);
    }

    /// <inheritdoc/>
    public override void Store(ulong address, ReadOnlySpan<byte> source)
    {
        SchedulingPoint.Interleave();
        schedule.Note($"fills the buffer at 0x{address:x}");
        RequireLive(address);
        base.Store(address, source);
    }

    /// <summary>No device wrote to what was given back.</summary>
    internal void RequireLeftAlone()
    {
        foreach (var address in _freed)
        {
            schedule.Require(Ram.IsLeftAlone(_ram, address), SystemRequirements.FreedMemoryIsLeftAlone,
                "the device wrote to freed memory");
        }
    }

    private GuestAllocation? GiveOut(GuestAllocation? allocation)
    {
        if (allocation is not null)
        {
            _freed.ExceptWith(allocation.Addresses);
        }

        return allocation;
    }

    private void RequireLive(ulong address) => schedule.Require(!_freed.Contains(address),
        DriverRequirements.RemoveWaits, "the driver uses freed memory");
}
