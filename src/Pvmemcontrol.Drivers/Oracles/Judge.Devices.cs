// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Drivers.Kernel;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Drivers.Oracles;

/// <summary>Register accesses: whose device, in which order, undisturbed.</summary>
internal sealed partial class Judge
{
    private DeviceView[] _devices = [];

    /// <summary>What the driver has told a device, and has been told.</summary>
    private sealed class DeviceView
    {
        /// <summary>The address register as the driver wrote it.</summary>
        internal StagedAddress Staged { get; set; }

        /// <summary>The channel commands that the driver has read.</summary>
        internal HashSet<uint> Commands { get; } = [];

        /// <summary>Buffers registered since the last RESET.</summary>
        internal int Registered { get; set; }

        /// <summary>The command whose answer has not been read yet.</summary>
        internal TransportCommand? Asked { get; set; }

        /// <summary>The task that is in the middle of the handshake.</summary>
        internal KernelTask? Shaking { get; set; }

        /// <summary>DISCONNECT or RESET was written after the last REGISTER.</summary>
        internal bool WasTold { get; set; }

        /// <summary>... and its acknowledgement was read.</summary>
        internal bool IsAcknowledged { get; set; }

        /// <summary>
        /// The driver has told the device to drop its channels, and has not got the answer of that command: it need not
        /// trust another one.
        /// </summary>
        internal bool IsInDoubt { get; set; }

        /// <summary>This probe has received a valid answer to INFO.</summary>
        internal bool HasInfo { get; set; }

        /// <summary>The device lost its state in hibernation, and there was no RESET since.</summary>
        internal bool IsLost { get; set; }

        /// <summary>It left a request unanswered: it cannot be asked to give pages back.</summary>
        internal bool IsSilent { get; set; }

        /// <summary>Somebody else wrote to the registers.</summary>
        internal bool IsAlien { get; set; }
    }

    public void RegisterAccess(KernelTask task, int device, bool isMapped, ulong offset, int width, ulong? written)
    {
        var view = _devices[device];
        if (!task.NeedsCpu)
        {
            view.IsAlien |= written is not null;
            return;
        }

        WhoseDevice(task, device, isMapped);
        if (view.Shaking is { } other && other != task && other.Call is not null)
        {
            Blame(DriverRequirements.HandshakeIsUndisturbed, task,
                $"{task.Name} accesses a register in the middle of the handshake of {other.Name}", "handshake");
        }

        if (written is { } value)
        {
            Written(task, device, view, offset, width, value);
        }
    }

    private void WhoseDevice(KernelTask task, int device, bool isMapped)
    {
        if (task.Call?.What is Call.Remove remove && remove.Device != device)
        {
            Blame(DriverRequirements.RemoveActsOnItsOwn, task,
                $"remove of device {remove.Device} accesses device {device}",
                "device");
        }
        else if (task.Call?.What is Call.Probe probe && probe.Device != device)
        {
            Blame(DriverRequirements.SecondDeviceIsHarmless, task,
                $"probe of device {probe.Device} accesses device {device}",
                "device");
        }
        else if (!isMapped || !(_machine.Devices[device].IsBound || _machine.Tasks.Any(
            t => t?.Call?.What is Call.Probe p && p.Device == device || t?.Call?.What is Call.Remove r
                && r.Device == device)))
        {
            Blame(DriverRequirements.NothingIsUsedAfterRemove, task,
                $"{Doing(task.Call)} accesses registers of device {device}, which the driver has given back",
                    "registers");
        }
    }

    private void Written(KernelTask task, int device, DeviceView view, ulong offset, int width, ulong value)
    {
        if (offset != Registers.Command || width != 4)
        {
            view.Staged = view.Staged.Write(offset, width, value);
            view.Shaking = task;
            return;
        }

        if (!TransportCommands.IsTransportCommand((uint)value))
        {
            return;
        }

        view.Shaking = task;
        view.Asked = (TransportCommand)value;
        switch (view.Asked)
        {
            case TransportCommand.Reset:
                (view.Registered, view.IsLost) = (0, false);
                (view.WasTold, view.IsAcknowledged, view.IsInDoubt) = (true, false, true);
                break;
            case TransportCommand.Disconnect:
                (view.WasTold, view.IsAcknowledged, view.IsInDoubt) = (true, false, true);
                break;
            case TransportCommand.Register when view.Staged.Value is { } physical:
                // Whatever the device answers: it may have taken the buffer.
                view.Registered++;
                (view.WasTold, view.IsAcknowledged, view.IsInDoubt) = (false, false, false);
                _channels[physical] = new ChannelView(device, _machine.Virtual(physical));
                break;
            case TransportCommand.Ready when view.Registered < _machine.World.Cpus:
                Blame(DriverRequirements.HandshakeIsWhole, task,
                    $"READY is written with {view.Registered} of {_machine.World.Cpus} buffers registered", "ready");
                break;
            default:
                break;
        }
    }

    public void RegisterRead(KernelTask task, int device, ulong offset, uint value)
    {
        var view = _devices[device];
        var acknowledges = view.Asked is TransportCommand.Disconnect ? TransportCommand.Error : TransportCommand.Ack;
        var isAcknowledged = view.Asked is not null && value == (uint)acknowledges;
        if (offset == Registers.Command && view.Asked is not null)
        {
            // Also when the driver reads it again because the device was slow.
            Answered(view, device, isAcknowledged, value);
        }

        if (view.Shaking != task)
        {
            return;
        }

        if (offset != Registers.Command)
        {
            view.Commands.Add(value);
            view.Shaking = null;
        }
        else if (view.Asked != TransportCommand.Register || !isAcknowledged)
        {
            // After a REGISTER that was acknowledged the channel command is read too.
            view.Shaking = null;
        }
    }

    private void Answered(DeviceView view, int device, bool isAcknowledged, uint value)
    {
        view.IsInDoubt &= !isAcknowledged;
        if ((isAcknowledged && view.Asked is TransportCommand.Reset) || value == (uint)TransportCommand.Error)
        {
            // ERROR, whatever it answers: the device is Broken, and has no channels.
            view.IsAcknowledged = true;
            foreach (var channel in _channels.Values.Where(c => c.Device == device))
            {
                channel.IsLive = false;
            }
        }
    }

    public void RegisteredTwice(KernelTask task, string name) => Blame(DriverRequirements.SecondDeviceIsHarmless, task,
        $"misc_register of {name}, which is registered already: the list of misc devices loops", "misc");

    public void HandedOver(KernelTask task)
    {
        foreach (var device in _machine.Devices)
        {
            if (!device.Transport.Channels.IsEmpty && device is { IsHung: false, IsGone: false })
            {
                Blame(DriverRequirements.HandOverLeavesNoChannel, task,
                    $"another kernel owns the memory, and device {device.Number} still has "
                    + $"{device.Transport.Channels.Length} channels in it", "kexec");
            }
        }

        if (!Array.Exists(_devices, d => d.IsSilent))
        {
            BlameRevoked(DriverRequirements.HandOverLeavesNothingRevoked, task, "another kernel owns the memory");
        }
    }

    public void StateLost(int device)
    {
        LoseLasting(device);
        _devices[device].IsLost = true;
        foreach (var channel in _channels.Values.Where(c => c.Device == device))
        {
            channel.IsLive = false;
        }
    }

    private void Removed(int device) => (_devices[device].Shaking, _devices[device].HasInfo) = (null, false);
}
