// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.Setup;
using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.GuestKernel;

/// <content>What a device does with a request: it fetches it, performs it, replies.</content>
public readonly ref partial struct StepContext
{
    private bool IsPosted => _frame.Call is Call.Posted;

    /// <summary>
    /// What the device fetched. While the vCPU waits, no other actor may touch the buffer (PVMC-DRV-009), so that the
    /// buffer still holds it.
    /// </summary>
    private int Wire => IsPosted ? Get(Layout.Wire[_actor]) : Get(Layout.Content[PlaceOf(Serving)]);

    /// <summary>The device reads the 32 bytes, once.</summary>
    public void Fetch()
    {
        TouchBuffer(Serving);
        if (IsPosted)
        {
            Set(Layout.Wire[_actor], Get(Layout.Content[PlaceOf(Serving)]));
        }

        if (IoctlOnWire is { } ioctl && _states.Contents.KindOf(ioctl) == RequestKind.Info)
        {
            Violate(DriverRequirements.InfoFromCache);
        }
    }

    /// <summary>The device acts on guest RAM.</summary>
    public void Perform()
    {
        if (IoctlOnWire is not { } ioctl)
        {
            return;
        }

        var isUnplugged = _states.Contents.KindOf(ioctl) == RequestKind.Pluggable
            && Get(Layout.IsUnplugged) != 0;
        if (isUnplugged && !_states.Setup.Device.ChecksWhenItActs)
        {
            Violate(SystemRequirements.UnpluggedMemoryIsLeftAlone);
        }

        if (_states.Setup.CountsPerformed && !isUnplugged)
        {
            var times = Get(Layout.Performed[ioctl]);
            if (times > 0)
            {
                Violate(SystemRequirements.PerformedOnce);
            }

            Set(Layout.Performed[ioctl], times + 1);
        }

        PerformLasting(_states.Contents.KindOf(ioctl));
    }

    /// <summary>
    /// The device stores the reply. Choices: it does; it refuses INFO with a ret_code; it never replies.
    /// </summary>
    public void Reply()
    {
        if (_choice == 2)
        {
            BlockUnless(SpendFault(Faults.Unanswered));
            EndRequest();
            return;
        }

        if (_choice == 1 && (IoctlOnWire is not null || !SpendFault(Faults.RefusesInfo)))
        {
            Block();
            return;
        }

        var buffer = _states.Setup.Device.RepliesWhereAsked ? Serving : NewestBuffer;
        TouchBuffer(buffer);
        if (IoctlOnWire is { } ioctl && _states.Contents.KindOf(ioctl) == RequestKind.OwnChannel
            && !_states.Setup.Device.SparesChannels)
        {
            Violate(SystemRequirements.DeviceSurvivesSelfTarget);
        }

        if (buffer != Serving)
        {
            Violate(SystemRequirements.ReplyWhereAsked);
        }

        // A reply to quarantined memory is not read.
        if (AreChannelsLive(InstanceOf(buffer)))
        {
            Set(Layout.Content[PlaceOf(buffer)],
                _choice == 1 ? BufferContents.InfoRefused : _states.Contents.ReplyTo(Wire));
        }

        EndRequest();
    }

    /// <summary>Waits until a request is posted that the VMM has not performed.</summary>
    internal void AwaitPosted() => BlockUnless(Serving >= 0);

    /// <summary>The buffer that the device is working on, or -1.</summary>
    private int Serving => IsPosted ? Get(Layout.Posted[_actor]) - 1 : Channel;

    private int? IoctlOnWire =>
        _states.Contents.IsRequest(Wire) ? BufferContents.IoctlOf(Wire) : null;

    private int NewestBuffer => _states.Transports.NewestBuffer(
        TransportWithChannels(_states.DeviceOf(InstanceOf(Serving))));

    /// <summary>Every access of the device to a buffer: it is the driver's, whole, and a live channel's.</summary>
    private void TouchBuffer(int buffer)
    {
        var instance = InstanceOf(buffer);
        if (IsGivenBack(MemoryIn(Layout.ChannelMemory[instance])))
        {
            Violate(SystemRequirements.FreedMemoryIsLeftAlone);
        }

        if (Get(Layout.Straddles[_states.DeviceOf(instance)]) == (buffer % Cpus) + 1)
        {
            Violate(DriverRequirements.BufferIsContiguous);
        }

        if (!IsRegistered(buffer))
        {
            Violate(SystemRequirements.DroppedBufferIsLeftAlone);
        }
    }

    private void EndRequest()
    {
        if (IsPosted)
        {
            Set(Layout.Wire[_actor], BufferContents.Zero);
            Set(Layout.Posted[_actor], 0);
        }
    }

    /// <summary>True while the device is working on a request of any channel.</summary>
    private bool IsInFlight(int device)
    {
        for (var other = 0; other < _states.Setup.Actors.Length; other++)
        {
            _footprint?.Guard(Aspects.InFlight(other, device));
            if (_states.ServedTo(_state, other) is >= 0 and var buffer
                && _states.DeviceOf(InstanceOf(buffer)) == device)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// True when the buffer is registered with the device, or the device is working on a request in it: a reply may
    /// still arrive.
    /// </summary>
    private bool MayDeviceWrite(int buffer)
    {
        for (var other = 0; other < _states.Setup.Actors.Length; other++)
        {
            if (other != _actor && IsServed(other, buffer))
            {
                return true;
            }
        }

        return IsRegistered(buffer);
    }

    private bool IsServed(int other, int buffer)
    {
        var device = _states.DeviceOf(InstanceOf(buffer));
        _footprint?.Read(Aspects.InFlight(other, device));
        if (_states.ServedTo(_state, other) is not (>= 0 and var served)
            || _states.DeviceOf(InstanceOf(served)) != device)
        {
            return false;
        }

        _footprint?.Read(Layout.Channel[other].Cells | Layout.Posted[other].Cells);
        return served == buffer;
    }

    private bool IsRegistered(int buffer) => _states.Transports.IsLive(
        TransportWithChannels(_states.DeviceOf(InstanceOf(buffer))), buffer);

    /// <summary>The device's transport, of which only the channels are looked at.</summary>
    private int TransportWithChannels(int device)
    {
        _footprint?.Read(Aspects.Channels(device));
        return Layout.Transport[device].Get(_state);
    }
}
