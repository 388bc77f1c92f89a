// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Concurrency.Drivers;

/// <summary>
/// A device behind a bus that posts writes: requests are performed after their register write returned.
/// </summary>
internal sealed class LateDevice(Schedule schedule, IMmioDevice inner) : IMmioDevice
{
    private readonly List<Task> _posted = [];

    /// <summary>False: on time.</summary>
    internal bool IsLate { get; set; }

    /// <inheritdoc/>
    public void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        var copy = data.ToArray();
        if (!IsLate || offset != Registers.Command
            || TransportCommands.IsTransportCommand(BinaryPrimitives.ReadUInt32LittleEndian(data)))
        {
            inner.Write(offset, copy);
            return;
        }

        var isReturned = false;
        _posted.Add(Task.Run(() =>
        {
            schedule.Journal.Begin("device");
            inner.Write(offset, copy);
            schedule.Note("device: replies");
            if (isReturned)
            {
                schedule.Reach(DriverSituations.LateReply);
            }
        }));
        Microsoft.Coyote.Runtime.SchedulingPoint.Interleave();
        isReturned = true;
    }

    /// <inheritdoc/>
    public void Read(ulong offset, Span<byte> data) => inner.Read(offset, data);

    /// <summary>Performs what is left.</summary>
    internal void Finish()
    {
        foreach (var task in _posted)
        {
            task.Wait();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();
}
