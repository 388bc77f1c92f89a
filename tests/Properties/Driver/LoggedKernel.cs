// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Driver;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>
/// A kernel whose memory may run out, that records what the driver does with memory, and that places buffers as badly
/// as the requested alignment permits. A double free is recorded, and not performed.
/// </summary>
internal sealed class LoggedKernel(GuestMemory memory, DriverLog log, FaultScript script, int cpus)
    : GuestKernel(memory, DriverRam.HeapStart, DriverRam.HeapSize, cpus)
{
    private const int MayFail = 1;

    private readonly Dictionary<GuestAllocation, int> _devices = [];
    private readonly Dictionary<GuestAllocation, int> _channels = [];
    private readonly Dictionary<ulong, int> _infos = [];
    private readonly Dictionary<GuestAllocation, GuestAllocation> _blocks = [];
    private readonly HashSet<GuestAllocation> _held = [];

    public override int CurrentCpu => log.Cpu;

    /// <summary>The buffers of channels that are allocated.</summary>
    internal IEnumerable<ulong> Buffers => _channels.Keys.Where(_held.Contains).SelectMany(c => c.Addresses);

    public override int LocalLock()
    {
        var cpu = base.LocalLock();
        log.Add(new DriverEvent.LocalLock(cpu));
        return cpu;
    }

    public override GuestAllocation? Allocate(int size)
    {
        var choice = script.Next(MayFail);
        log.Add(new DriverEvent.AllocateDevice(choice));
        if (choice != 0 || base.Allocate(size) is not { } allocation)
        {
            return null;
        }

        _devices.Add(allocation, log.Instance);
        _infos[allocation.Addresses[0]] = log.Instance;
        _held.Add(allocation);
        return allocation;
    }

    public override GuestAllocation? AllocatePerCpu(int size, int alignment)
    {
        var choice = script.Next(MayFail);
        if (choice != 0)
        {
            log.Add(new DriverEvent.AllocateChannels(choice));
            return null;
        }

        var allocation = alignment < size ? Straddling(size, alignment) : base.AllocatePerCpu(size, alignment)!;
        log.Add(new DriverEvent.AllocateChannels(alignment < size ? 2 + log.Cpu : 0));
        for (var cpu = 0; cpu < PossibleCpus; cpu++)
        {
            log.Place(allocation.Addresses[cpu], log.Instance, cpu);
        }

        _channels.Add(allocation, log.Instance);
        _held.Add(allocation);
        return allocation;
    }

    public override void Free(GuestAllocation memory)
    {
        log.Add(_devices.TryGetValue(memory, out var device)
            ? new DriverEvent.FreeDevice(device) : new DriverEvent.FreeChannels(_channels[memory]));
        if (_held.Remove(memory))
        {
            base.Free(_blocks.GetValueOrDefault(memory, memory));
        }
    }

    public override void Quarantine(GuestAllocation memory)
    {
        log.Add(new DriverEvent.Quarantine(_channels[memory]));
        if (_held.Remove(memory))
        {
            base.Quarantine(_blocks.GetValueOrDefault(memory, memory));
        }
    }

    public override void Load(ulong address, Span<byte> destination)
    {
        log.Add(log.TryFind(address, out var buffer)
            ? new DriverEvent.LoadReply(buffer.Instance, buffer.Cpu) : new DriverEvent.LoadInfo(_infos[address]));
        base.Load(address, destination);
    }

    public override void Store(ulong address, ReadOnlySpan<byte> source)
    {
        log.Add(log.TryFind(address, out var buffer)
            ? new DriverEvent.Fill(buffer.Instance, buffer.Cpu, Request.Decode(source) == (log.Caller ?? default))
            : new DriverEvent.CacheInfo(_infos[address], source.ToArray()));
        base.Store(address, source);
    }

    /// <summary>Every buffer begins just before the end of a page.</summary>
    private GuestAllocation Straddling(int size, int alignment)
    {
        var block = base.AllocatePerCpu(2 * PageGeometry.Size, PageGeometry.Size)!;
        var offset = (ulong)(PageGeometry.Size - alignment);
        var allocation = new GuestAllocation(size, [.. block.Addresses.Select(address => address + offset)]);
        _blocks.Add(allocation, block);
        return allocation;
    }
}
