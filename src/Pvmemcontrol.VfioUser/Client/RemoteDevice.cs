// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.VfioUser.Protocol;

namespace Pvmemcontrol.VfioUser.Client;

/// <summary>
/// The device of a server, as a VMM without a guest has it. An access that the server refuses has no effect: a write is
/// dropped, and a read gives all ones, as on a bus. That the server is gone is a <see cref="ServerException"/>.
/// </summary>
public class RemoteDevice : IMmioDevice, IMemoryChange
{
    private readonly VfioUserClient _client;
    private HashSet<(Region Region, SharedObject Object)> _mapped = [];

    /// <summary>Connects, and gives the server guest RAM.</summary>
    /// <param name="socket">The path of the server's socket.</param>
    /// <param name="memory">All of it shared memory.</param>
    /// <exception cref="HostException">Nobody listens there.</exception>
    /// <exception cref="ServerException">The server refuses the memory, or does not keep to the protocol.</exception>
    /// <exception cref="ArgumentException">Some region is not shared memory.</exception>
    public RemoteDevice(string socket, GuestMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        _client = VfioUserClient.Connect(socket);
        try
        {
            ChangeMemory(memory);
        }
        catch
        {
            _client.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Read(ulong offset, Span<byte> data)
    {
        try
        {
            _client.Read(RegionIndex.Bar0, offset, data);
        }
        catch (ServerException e) when (e.IsRefusal)
        {
            data.Fill(byte.MaxValue);
        }
    }

    /// <inheritdoc/>
    public void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        try
        {
            _client.Write(RegionIndex.Bar0, offset, data);
        }
        catch (ServerException e) when (e.IsRefusal)
        {
            // Dropped.
        }
    }

    /// <summary>
    /// Connects as the constructor does. The device is an <see cref="IVmReset"/> if the server says it can be reset.
    /// </summary>
    public static RemoteDevice Connect(string socket, GuestMemory memory)
    {
        var device = new WithReset(socket, memory);
        try
        {
            if (device._client.CanReset())
            {
                return device;
            }
        }
        catch
        {
            device.Dispose();
            throw;
        }

        device.Dispose();
        return new RemoteDevice(socket, memory);
    }

    /// <summary>DEVICE_RESET, as a VMM sends it when it resets the VM.</summary>
    public void ResetVm() => _client.Reset();

    /// <inheritdoc/>
    public void ChangeMemory(GuestMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        HashSet<(Region, SharedObject)> next = [.. Shared(memory)];
        foreach (var (region, _) in _mapped.Where(known => !next.Contains(known)))
        {
            _client.Unmap(region.Start, region.Length);
        }

        // What stays is not told anew: channels with a buffer there go on.
        foreach (var (region, shared) in next.Where(wanted => !_mapped.Contains(wanted)))
        {
            _client.Map(region.Start, region.Length, shared.File, shared.Offset);
        }

        _mapped = next;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        GC.SuppressFinalize(this);
    }

    private static IEnumerable<(Region Region, SharedObject Object)> Shared(GuestMemory memory) =>
        memory.Layout.Regions.Select((region, i) => (region, memory.ObjectOf(i)
            ?? throw new ArgumentException($"the region at 0x{region.Start:x} is not shared memory", nameof(memory))));

    private sealed class WithReset(string socket, GuestMemory memory) : RemoteDevice(socket, memory), IVmReset;
}
