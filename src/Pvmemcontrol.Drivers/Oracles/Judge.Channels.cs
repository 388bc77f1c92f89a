// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Drivers.Kernel;
using Pvmemcontrol.Drivers.Native;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Drivers.Oracles;

/// <summary>Channels: who fills them, who sends, who reads the reply, and when their memory is freed.</summary>
internal sealed partial class Judge
{
    private readonly Dictionary<ulong, ChannelView> _channels = [];

    /// <summary>A registered buffer.</summary>
    private sealed class ChannelView(int device, ulong buffer)
    {
        internal int Device { get; } = device;

        /// <summary>Its address in the driver's memory.</summary>
        internal ulong Buffer { get; } = buffer;

        /// <summary>The device may use it, as far as the driver was told.</summary>
        internal bool IsLive { get; set; } = true;

        /// <summary>Who wrote each byte last; null for the device.</summary>
        internal KernelTask?[] Writers { get; } = new KernelTask?[Request.Size];

        /// <summary>Another task has written bytes since <see cref="Sender"/> has sent its request.</summary>
        internal KernelTask? Intruder { get; set; }

        /// <summary>The task that has sent a request and not read the reply yet.</summary>
        internal KernelTask? Sender { get; set; }

        /// <summary>The device is working on it.</summary>
        internal bool IsInFlight { get; set; }
    }

    public void Registered(KernelTask task, int device, ulong physical)
    {
        var buffer = _machine.Virtual(physical);
        if (buffer != 0 && _machine.Virtual(physical + Request.Size - 1) != buffer + Request.Size - 1)
        {
            Blame(DriverRequirements.BufferIsContiguous, task,
                "the buffer crosses into a page that is not physically adjacent", "straddles",
                    _machine.Heap.Near(buffer));
        }

        if (buffer == 0 || !_machine.Core.IsAccessible(buffer, Request.Size))
        {
            Blame(DriverRequirements.BufferIsContiguous, task, "the address registered is not memory of the driver",
                "not memory");
        }
    }

    public void Accessing(KernelTask task, ulong address, ulong size, AccessFlags flags)
    {
        foreach (var channel in _channels.Values)
        {
            if (!channel.IsLive || address >= channel.Buffer + Request.Size || address + size <= channel.Buffer)
            {
                continue;
            }

            if ((flags & AccessFlags.Write) != 0)
            {
                Fills(task, channel, address, size);
            }
            else
            {
                Reads(task, channel);
            }
        }
    }

    private void Fills(KernelTask task, ChannelView channel, ulong address, ulong size)
    {
        if (channel.Sender is { } sender && sender != task)
        {
            if (channel.IsInFlight)
            {
                BlameSharing(task, "writes into a channel whose request is in flight");
            }

            channel.Intruder = task;
        }

        var end = Math.Min(address + size, channel.Buffer + Request.Size);
        for (var at = Math.Max(address, channel.Buffer); at < end; at++)
        {
            channel.Writers[at - channel.Buffer] = task;
        }
    }

    private void Reads(KernelTask task, ChannelView channel)
    {
        if (channel.Sender == task && channel.Intruder is { } intruder && intruder != task)
        {
            BlameSharing(intruder, "overwrites a channel before the reply has been read");
        }
    }

    private void BlameSharing(KernelTask task, string what)
    {
        // A device that replies late may do so when the channel has its next request.
        if (world.Device.RepliesInTime)
        {
            Blame(DriverRequirements.OneRequestPerChannel, task, $"{task.Name} {what}", "shared channel");
        }
    }

    public void UnknownCommand(KernelTask task, int device, uint value)
    {
        // It does nothing, so that nobody answers the request either.
        task.Call?.IsUnanswered = true;
        if (_machine.Devices[device] is { IsGone: true } or { IsHung: true } || _devices[device].IsAlien)
        {
            return;
        }

        if (_devices[device].IsLost)
        {
            Blame(DriverRequirements.CommandsAreRenewed, task,
                $"0x{value:x} is written, a channel command of before the device lost its state", "old command");
            return;
        }

        // A command of before DISCONNECT does nothing; that it is sent so late is what other requirements are about.
        if (_devices[device].Commands.Contains(value))
        {
            return;
        }

        Blame(DriverRequirements.HandshakeIsWhole, task,
            $"0x{value:x} is written, which is neither a transport command nor the command of a live channel",
                "command");
    }

    public void Fetched(KernelTask task, int device, ulong physical, Request request)
    {
        if (_channels.GetValueOrDefault(physical) is { } channel)
        {
            if (channel.IsInFlight)
            {
                BlameSharing(task, "sends on a channel whose request is in flight");
            }
            else if (channel.Writers.Where(w => w?.Call?.What is Call.Ioctl).Distinct().Take(2).Count() > 1)
            {
                BlameSharing(task, "sends a request of which another task has written some bytes");
            }

            (channel.IsInFlight, channel.Sender, channel.Intruder) = (true, task, null);
        }

        PerformLasting(task, request, isUsers: FromWhom(task, request));
    }

    /// <summary>
    /// A request that reaches the device must be one that a caller passed and that was not sent yet; true for it.
    /// </summary>
    private bool FromWhom(KernelTask task, Request request)
    {
        var asked = _machine.Tasks.Where(t => t?.Call is { What: Call.Ioctl } && t.Call.Request == request)
            .Select(t => t!.Call!).OrderBy(c => c.Fetched).FirstOrDefault();
        if (asked is not null)
        {
            if (request.FunctionCode == (ulong)FunctionCode.Info)
            {
                Blame(DriverRequirements.InfoFromCache, task, "an ioctl asks the device for INFO", "info");
            }
            else if (++asked.Fetched > 1)
            {
                Blame(DriverRequirements.SendsOwnRequest, task, "a request is sent a second time", "request");
            }
        }
        else if (task.NeedsCpu && !IsOwn(task, request))
        {
            Blame(DriverRequirements.SendsOwnRequest, task, "a request is sent that no caller in progress has passed",
                "request");
        }

        return asked is not null;
    }

    /// <summary>
    /// A request of the driver itself: INFO; what gives memory back when it leaves its device; what sets again what
    /// users had asked for.
    /// </summary>
    private bool IsOwn(KernelTask task, Request request) => request.FunctionCode == (ulong)FunctionCode.Info
        || (task.Call?.What is not Call.Ioctl
            && ((FunctionCode)request.FunctionCode is FunctionCode.MProtectRW or FunctionCode.MUnlock
                || SetsAgain(request)));

    public void Replied(KernelTask task, int device, ulong physical, Request request, Reply? reply)
    {
        if (_channels.GetValueOrDefault(physical) is { } channel)
        {
            channel.IsInFlight = false;
            if (reply is not null)
            {
                Array.Clear(channel.Writers);
            }
        }

        _devices[device].IsSilent |= reply is null;
        if (request.FunctionCode == (ulong)FunctionCode.Info
            && _machine.Tasks.Any(t => t?.Call?.What is Call.Probe probe && probe.Device == device))
        {
            _devices[device].HasInfo = reply is { Errno: 0, Code: 0 };
        }

        foreach (var asker in _machine.Tasks)
        {
            if (asker?.Call is { What: Call.Ioctl } call && call.Request == request)
            {
                (call.Reply, call.IsUnanswered) = (reply ?? call.Reply, reply is null);
            }
        }
    }

    public void TouchesFreedBuffer(KernelTask task, int device, ulong physical)
    {
        // If the premature free was reported, this is what follows from it.
        if (!_findings.Exists(f => f.Requirement == DriverRequirements.FreedAfterAcknowledgement
            || f.Requirement == DriverRequirements.FailedProbeTellsDevice))
        {
            Blame(SystemRequirements.FreedMemoryIsLeftAlone, task,
                "the device reads or writes a buffer whose memory the driver has freed", "freed buffer",
                _machine.Heap.Near(_machine.Virtual(physical)));
        }
    }

    public void Freeing(KernelTask task, Allocation allocation)
    {
        foreach (var channel in _channels.Values)
        {
            var view = _devices[channel.Device];
            if (!channel.IsLive || !allocation.Contains(channel.Buffer) || _machine.Devices[channel.Device].IsGone
                || view.IsAlien)
            {
                continue;
            }

            channel.IsLive = false;
            if (!view.IsAcknowledged)
            {
                Blame(task.Call?.What is Call.Probe && !view.WasTold ? DriverRequirements.FailedProbeTellsDevice
                        : DriverRequirements.FreedAfterAcknowledgement, task,
                    "channels are freed; the device has acknowledged neither DISCONNECT nor RESET since they were "
                    + "registered", "freed", allocation);
            }
        }
    }
}
