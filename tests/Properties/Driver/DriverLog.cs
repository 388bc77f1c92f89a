// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>What the driver does in the current call, and the owners of memory.</summary>
internal sealed class DriverLog
{
    /// <summary>The buffer at an address: whose it is, or was last.</summary>
    private readonly Dictionary<ulong, (int Instance, int Cpu)> _buffers = [];

    /// <summary>What happened in the call so far.</summary>
    internal List<DriverEvent> Events { get; private set; } = [];

    /// <summary>The requests that real devices have performed in the whole run, and their replies.</summary>
    internal List<(Request Request, Reply Reply)> Performed { get; } = [];

    /// <summary>The probe whose allocations are being made.</summary>
    internal int Instance { get; set; } = -1;

    /// <summary>The CPU that the calling task is on.</summary>
    internal int Cpu { get; set; }

    /// <summary>The request of the caller of an ioctl; null in other calls.</summary>
    internal Request? Caller { get; private set; }

    /// <summary>What the device left in the caller's buffer; null when it did not reply.</summary>
    internal Reply? OwnReply { get; set; }

    internal void Add(DriverEvent seen) => Events.Add(seen);

    internal List<DriverEvent> Begin(Request? caller)
    {
        (Events, Caller, OwnReply) = ([], caller, null);
        return Events;
    }

    internal void Place(ulong address, int instance, int cpu) => _buffers[address] = (instance, cpu);

    internal bool TryFind(ulong address, out (int Instance, int Cpu) buffer) =>
        _buffers.TryGetValue(address, out buffer);
}
